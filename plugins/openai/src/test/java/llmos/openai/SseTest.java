package llmos.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseTest {
  private static final String STREAM =
      "\uFEFF: hello\r\n\r\ndata: {\"a\":\"ü😀\"}\r\n\r\nid: 7\rdata:two\rdata: lines\r\revent: error\ndata: x\n\nerror: y\n\ndata: last";

  @Test
  void cutsTheSameEventsWhereverTheBytesAreSplit() {
    byte[] bytes = STREAM.getBytes(UTF_8);
    for (int at = 0; at <= bytes.length; at++) {
      Sse sse = new Sse();
      List<Sse.Event> events = new ArrayList<>(sse.feed(Arrays.copyOfRange(bytes, 0, at)));
      events.addAll(sse.feed(Arrays.copyOfRange(bytes, at, bytes.length)));
      sse.end().ifPresent(events::add);

      assertThat(events)
          .as("split at %d", at)
          .containsExactly(
              new Sse.Event("", "{\"a\":\"ü😀\"}"),
              new Sse.Event("", "two\nlines"),
              new Sse.Event("error", "x"),
              new Sse.Event("error", "y"),
              new Sse.Event("", "last"));
    }
  }
}
