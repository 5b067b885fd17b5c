package llmos.plugin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import llmos.api.Engine;
import llmos.testkit.EngineContract;
import llmos.testkit.SearchServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Solr, as a server says that knows the requests which are sent. */
class SolrEngineTest extends EngineContract {
  private static final int BYTES = 1 << 20;

  private FakeSolr server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeSolr();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected Engine engine() {
    return new SolrEngine();
  }

  @Override
  protected Engine.Place holding(Map<String, String> texts) {
    texts.forEach((id, text) ->
        server.put(id, JsonMapper.shared().writeValueAsString(Map.of("body_t", text))));
    return new Engine.Place(server.address("held"), "");
  }

  @Override
  protected Engine.Place missing() {
    return new Engine.Place(server.address("nowhere"), "");
  }

  @Override
  protected Engine.Place silent() {
    server.silent();
    return new Engine.Place(server.address("held"), "");
  }

  @Test
  void aPathBeforeTheCollectionIsTakenAsItIs() throws Exception {
    holding(texts());
    URI address = server.address("solr/held");

    assertThat(engine().list(new Engine.Place(address, ""), 0).total()).isEqualTo(3);
  }

  @Test
  void namedFieldsAreSearchedAndRead() throws Exception {
    holding(texts());
    Engine.Place place = new Engine.Place(server.address("held?text=body_t"), "");

    assertThat(engine().search(place, "rye", 3, BYTES).items())
        .containsExactly(new Engine.Item("mill/1", "", texts().getOrDefault("mill/1", "")));
  }

  @Test
  void aNamedTitleIsSearchedTooAndAllFieldsAreAskedFor() throws Exception {
    holding(texts());
    Engine.Place place = new Engine.Place(server.address("held?text=body_t&title=head_s"), "");

    engine().search(place, "rye", 3, BYTES);

    assertThat(server.asked()).containsEntry("qf", "body_t head_s").containsEntry("fl", "*");
  }

  @Test
  void aPartOfAnAnswerIsTold() throws Exception {
    Engine.Place place = holding(texts());
    server.partial();
    String warning = "the engine answered with a part of what it has";

    assertThat(engine().search(place, "rye", 3, BYTES).warnings()).containsExactly(warning);
    assertThat(engine().get(place, List.of("c"), BYTES).warnings()).containsExactly(warning);
  }

  @Test
  void aServerThatIsNoSolrIsTold() {
    try (SearchServer other = SearchServer.start().fault(SearchServer.Fault.OTHER)) {
      URI address = URI.create(other.address("held").replace("opensearch", "solr"));

      assertThatThrownBy(() -> engine().get(new Engine.Place(address, ""), List.of("a"), BYTES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not as Solr does");
    }
  }
}
