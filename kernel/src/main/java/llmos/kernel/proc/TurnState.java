package llmos.kernel.proc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llmos.api.Fault;
import llmos.api.Page;
import llmos.api.Usage;
import llmos.kernel.memory.Memory;

/** What a turn has come to; owned by the thread that runs it. */
final class TurnState {
  final Memory memory;
  final RunLoop.Engine engine;
  final Turn.Request request;
  final Turn.Side side;
  final long pid;
  final Page user;
  final Purse purse;
  final Map<String, Integer> calls = new HashMap<>();
  String text = "";
  Usage usage = Usage.NONE;
  Optional<Fault> fault = Optional.empty();
  List<Page> blocks = List.of();
  int recalled;
  /** What the user said and what devices answered: an answer may say that again without a citation. */
  final StringBuilder known = new StringBuilder();

  TurnState(
      long pid,
      Memory memory,
      RunLoop.Engine engine,
      Turn.Request request,
      Turn.Side side,
      Page user) {
    this.pid = pid;
    this.memory = memory;
    this.engine = engine;
    this.request = request;
    this.side = side;
    this.user = user;
    this.purse = new Purse(engine.price(), request.maxCost());
    known.append(request.text());
  }

  long turn() {
    return user.id().number();
  }
}
