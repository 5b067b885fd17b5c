package llmos.testkit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model server that is true to the protocol and says what it is told to. It refuses what strict servers refuse ({@link
 * #problems}), keeps every chat request, and can fail in every way that real ones do. Beside the chat it answers {@code
 * /props}, {@code /tokenize} and {@code /v1/models} as llama.cpp does, unless it is {@link #bare}.
 *
 * <p>Steps are played in the order given, one for each request; with none left it says {@code ok}. Guarded by its own lock.
 */
public final class ModelServer implements AutoCloseable {

  /** A way to fail. */
  public enum Fault {
    /** Nobody listens. */
    REFUSED,
    UNAUTHORIZED,
    NOT_FOUND,
    /** 429, to be tried again at once. */
    TOO_MANY,
    /** 429, to be tried again in an hour. */
    TOO_MANY_FOR_LONG,
    SERVER_ERROR,
    /** No byte ever comes. */
    STALLED_BEFORE,
    STALLED_WITHIN,
    /** Signs of life, and nothing else, for ever. */
    ALIVE_ONLY,
    /** The connection is reset before the first byte. */
    RESET_BEFORE,
    /** The connection is reset within the stream. */
    BROKEN_OFF,
    /** The connection is reset within the arguments of a call. */
    BROKEN_CALL,
    /** The stream ends in good order, but without a finish reason. */
    NO_FINISH,
    /** As before, with the terminal event. */
    DONE_ONLY,
    /** The model reached the limit of its reply. */
    LENGTH,
    FILTERED,
    ERROR_INSIDE,
    /** Status 200 with an error in JSON. */
    ERROR_BODY,
    /** Status 200 with a web page. */
    HTML,
    /** Status 200 and nothing. */
    EMPTY_BODY,
    /** The prompt is cut without a word. */
    TRUNCATED,
    /** Text without end. */
    ENDLESS,
    REDIRECT
  }

  /**
   * A request as it came.
   *
   * @param headers by lower-case name
   */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /** One step of the script. */
  @FunctionalInterface
  interface Step {
    void play(Wire wire, Usage usage) throws IOException;
  }

  /** What the request cost. */
  record Usage(int prompt, int cached) {}

  private final Listener listener;
  private final Deque<Step> script = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Step> always = new LinkedHashMap<>();
  private Step otherwise = ModelSteps.says("ok");
  private boolean bare;
  private int window = 8192;
  private int percent = 100;
  private int cut = 1 << 16;
  private String eol = "\n";

  private ModelServer(int port) {
    this.listener = new Listener(port);
  }

  /** Starts a server on a free port of the loopback address. */
  public static ModelServer start() {
    return start(0);
  }

  /** Starts a server on this port of the loopback address; 0 for a free one. */
  public static ModelServer start(int port) {
    ModelServer server = new ModelServer(port);
    server.listener.serve((socket, request) -> server.handle(request, server.wire(socket)));
    return server;
  }

  /** Runs a server as a process of its own: {@code PORT says:TEXT calls:LINE fault:NAME once:NAME window:N …}. */
  public static void main(String[] args) throws InterruptedException {
    ModelServer server = start(Integer.parseInt(args[0]));
    ModelSteps.script(server, List.of(args).subList(1, args.length));
    try (PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
      out.println("listening " + server.url());
      Thread.currentThread().join();
    }
  }

  /** Next it says this. */
  public ModelServer says(String text) {
    return plays(ModelSteps.says(text));
  }

  /** It says this to each request that holds this part, whatever its script says. */
  public synchronized ModelServer saysTo(String part, String text) {
    always.put(part, ModelSteps.says(text));
    return this;
  }

  /** Next it makes these calls of the tool {@code run} at once, their arguments in pieces. */
  public ModelServer calls(String... lines) {
    return plays(ModelSteps.calls(List.of(lines)));
  }

  /** Next it sends these lines as they are, as a stream, and ends it in good order. */
  public ModelServer sends(String... lines) {
    return plays(ModelSteps.raw(List.of(lines)));
  }

  /** Next it answers with this status and body, whole. */
  public ModelServer answers(int status, String body) {
    return plays((wire, usage) -> wire.answer(status, "application/json", body));
  }

  /** Next it fails, and again at every request after that. */
  public synchronized ModelServer fault(Fault fault) {
    if (fault == Fault.REFUSED) {
      listener.refuse();
    }
    otherwise = ModelSteps.fault(fault);
    return this;
  }

  /** Next it fails, once. */
  public ModelServer faultOnce(Fault fault) {
    return plays(ModelSteps.fault(fault));
  }

  private synchronized ModelServer plays(Step step) {
    script.add(step);
    return this;
  }

  /** Its window in tokens, by its own {@link #count}. */
  public synchronized ModelServer window(int tokens) {
    window = tokens;
    return this;
  }

  /** Reads so many percent of the tokens that its own tokenizer counts. */
  public synchronized ModelServer reads(int percent) {
    this.percent = percent;
    return this;
  }

  /** Sends streams in pieces of so many bytes, wherever that cuts lines and characters. */
  public synchronized ModelServer cut(int bytes) {
    cut = bytes;
    return this;
  }

  /** Ends the lines of streams by CR and LF. */
  public synchronized ModelServer crlf() {
    eol = "\r\n";
    return this;
  }

  /** Answers nothing but the chat. */
  public synchronized ModelServer bare() {
    bare = true;
    return this;
  }

  /** The protocol's root, for {@code --url}. */
  public String url() {
    return "http://127.0.0.1:" + listener.port() + "/v1";
  }

  /** Every chat request so far, also those that were refused or failed. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many connections are open now. */
  public int connections() {
    return listener.connections();
  }

  /** Why requests were refused. Empty if all was right. */
  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** Tokens of a text in the eyes of this server: one for each four bytes, and one more. */
  public static int count(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length / 4 + 1;
  }

  private synchronized Wire wire(Socket socket) throws IOException {
    return new Wire(socket, cut, eol);
  }

  private void handle(Request request, Wire wire) throws IOException {
    String path = request.path();
    if (path.endsWith("/chat/completions") && request.method().equals("POST")) {
      chat(request, wire);
    } else if (path.equals("/log")) {
      wire.answer(200, "application/json", log());
    } else if (!isBare() && path.equals("/props")) {
      wire.answer(
          200,
          "application/json",
          "{\"default_generation_settings\":{\"n_ctx\":%d}}".formatted(window()));
    } else if (!isBare() && path.equals("/tokenize")) {
      Map<?, ?> question = (Map<?, ?>) Json.read(request.body());
      int tokens = count(String.valueOf(question.get("content")));
      wire.answer(200, "application/json", "{\"tokens\":[0" + ",0".repeat(tokens - 1) + "]}");
    } else if (!isBare() && path.endsWith("/models")) {
      wire.answer(200, "application/json", "{\"data\":[{\"id\":\"fake\",\"owned_by\":\"llmos\"}]}");
    } else {
      wire.error(404, "no such path " + path);
    }
  }

  private synchronized boolean isBare() {
    return bare;
  }

  private synchronized int window() {
    return window;
  }

  /** For tests in another process: how many chat requests came, and their bodies. */
  private synchronized String log() {
    List<String> bodies = requests.stream().map(r -> Json.quote(r.body())).toList();
    return "{\"count\":%d,\"problems\":%d,\"bodies\":[%s]}"
        .formatted(requests.size(), problems.size(), String.join(",", bodies));
  }

  private void chat(Request request, Wire wire) throws IOException {
    Step step;
    Usage usage;
    synchronized (this) {
      String before = requests.isEmpty() ? "" : requests.getLast().body();
      requests.add(request);
      try {
        int tokens = ChatCheck.tokens(request.body(), window * 100 / percent) * percent / 100;
        usage = new Usage(tokens, Math.min(tokens, common(before, request.body()) / 4));
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
        wire.error(400, String.valueOf(e.getMessage()));
        return;
      }
      Optional<Step> fixed = always.entrySet().stream()
          .filter(entry -> request.body().contains(entry.getKey()))
          .map(Map.Entry::getValue)
          .findFirst();
      step = fixed.or(() -> Optional.ofNullable(script.poll())).orElse(otherwise);
    }
    step.play(wire, usage);
  }

  private static int common(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  @Override
  public void close() {
    listener.close();
  }
}
