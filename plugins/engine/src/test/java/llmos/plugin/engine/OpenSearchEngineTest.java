package llmos.plugin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import llmos.api.Engine;
import llmos.testkit.EngineContract;
import llmos.testkit.SearchServer;
import llmos.testkit.SearchServer.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** OpenSearch, as a server says that is true to its protocol. */
class OpenSearchEngineTest extends EngineContract {
  private static final int BYTES = 1 << 20;

  private final SearchServer server = SearchServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected Engine engine() {
    return new OpenSearchEngine();
  }

  private Engine.Place place(String rest) {
    return new Engine.Place(URI.create(server.address(rest)), "");
  }

  @Override
  protected Engine.Place holding(Map<String, String> texts) {
    texts.forEach((id, text) ->
        server.put("held", id, JsonMapper.shared().writeValueAsString(Map.of("body", text))));
    return place("held");
  }

  @Override
  protected Engine.Place missing() {
    return place("nowhere");
  }

  @Override
  protected Engine.Place silent() {
    server.fault(Fault.STALLED);
    return place("held");
  }

  private Engine.Item only(String rest, String source) throws Exception {
    server.put("one", "a", source);
    return engine().get(place("one" + rest), List.of("a"), BYTES).items().getFirst();
  }

  @Test
  void allFieldsThatHoldTextAreJoinedAndOnesOfFewWordsKeepTheirNames() throws Exception {
    Engine.Item item = only(
        "",
        "{\"title\":\"The  mill\",\"body\":\"It stands there since long ago.\\n\\nIt grinds.\",\"year\":1789,\"tags\":[\"rye\",\"mill\"],"
            + "\"deep\":{\"open\":true,\"note\":null},\"vector\":[" + "0.5,".repeat(383)
            + "0.5],\"blob\":\"" + "QUJD".repeat(99)
            + "\",\"parts\":[{\"p\":\"One is made of words.\"},{\"p\":\"So is two, you see.\"}]}");

    assertThat(item.title()).isEqualTo("The mill");
    assertThat(item.text())
        .isEqualTo("It stands there since long ago.\n\nIt grinds.\n\nyear: 1789\ntags: rye, mill\n"
            + "deep.open: true\n\nOne is made of words.\n\nSo is two, you see.");
  }

  @Test
  void namedFieldsAreTheTextInTheirOrder() throws Exception {
    Engine.Item item = only(
        "?text=notes,body&title=head.line",
        "{\"title\":\"no\",\"head\":{\"line\":\"Yes\"},\"body\":\"First.\",\"notes\":\"Second.\",\"x\":\"y\"}");

    assertThat(item).isEqualTo(new Engine.Item("a", "Yes", "Second.\n\nFirst."));
  }

  @Test
  void aDocumentOfNothingButATitleHasItAsItsText() throws Exception {
    assertThat(only("", "{\"title\":\"Alone\"}")).isEqualTo(new Engine.Item("a", "Alone", "Alone"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNAUTHORIZED | wants to know who asks (401)",
        "SERVER_ERROR | answered 500: out of memory",
        "MALFORMED | no JSON of a search engine",
        "HTML | no JSON of a search engine",
        "OTHER | not as OpenSearch or Elasticsearch do",
        "REDIRECT | redirects to http://127.0.0.1:1/elsewhere",
        "RESET | broke off",
        "REFUSED | refuses the connection",
      })
  void whatFailsSaysHow(Fault fault, String message) {
    Engine.Place place = holding(texts());
    server.fault(fault);

    assertThatThrownBy(() -> engine().search(place, "mill", 3, BYTES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DRIPPING", "STALLED"})
  void anAnswerThatDoesNotComeInTimeIsGivenUp(Fault fault) {
    Engine.Place place = holding(texts());
    server.fault(fault);
    Engine hasty = new OpenSearchEngine(Duration.ofMillis(500));

    assertThatThrownBy(() -> hasty.search(place, "mill", 3, BYTES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not answer whole within 0.5 s");
  }

  @Test
  void anIndexOfManyFieldsIsAskedForFewerWords() throws Exception {
    Map<String, String> wide = new HashMap<>();
    for (int i = 0; i < 600; i++) {
      wide.put("f" + i, "nothing");
    }
    wide.put("body", "A windmill stands there.");
    server.put("wide", "a", JsonMapper.shared().writeValueAsString(wide));

    assertThat(engine().search(place("wide"), "where is the windmill", 3, BYTES).items())
        .hasSize(1);
    for (int i = 0; i < 600; i++) {
      wide.put("g" + i, "nothing");
    }
    server.put("wide", "a", JsonMapper.shared().writeValueAsString(wide));
    assertThatThrownBy(() -> engine().search(place("wide"), "where is the windmill", 3, BYTES))
        .hasMessageContaining("?text=FIELD,FIELD");
    assertThat(
            engine().search(place("wide?text=body"), "the windmill", 3, BYTES).items())
        .hasSize(1);
  }

  @Test
  void shardsThatFailAreTold() throws Exception {
    Engine.Place place = holding(texts());
    server.fault(Fault.HALF_OF_THE_SHARDS);

    Engine.Found found = engine().search(place, "mill", 3, BYTES);

    assertThat(found.items()).isNotEmpty();
    assertThat(found.warnings()).containsExactly("1 of 2 shards failed");
  }

  @ParameterizedTest
  @CsvSource({
    "me:secret, Basic bWU6c2VjcmV0",
    "abc123, ApiKey abc123",
    "Bearer token, Bearer token",
  })
  void aKeyIsSentAsWhatItIs(String key, String header) throws Exception {
    holding(texts());
    server.wants(header);
    URI address = URI.create(server.address("held?key-env=IGNORED"));

    assertThat(engine().list(new Engine.Place(address, key), 0).total()).isEqualTo(3);
    assertThatThrownBy(() -> engine().list(new Engine.Place(address, "wrong"), 0))
        .hasMessageContaining("does not accept the key")
        .hasMessageNotContaining("wrong");
    assertThat(new Engine.Place(address, key).toString()).doesNotContain(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u200bsecret", "se\ncret", "Bearer se\rcret", "me:se\u200bcret", "me:se cret"})
  void aKeyThatNoHeaderCanHoldIsNotShown(String key) {
    holding(texts());

    assertThatThrownBy(() -> engine().list(new Engine.Place(place("held").address(), key), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the key has a")
        .hasMessageNotContaining("cret");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aPasswordMayHaveLettersOfAnyScript() throws Exception {
    holding(texts());
    server.wants("Basic bWU6csOkdHNlbOKCrA==");

    assertThat(engine()
            .list(new Engine.Place(place("held").address(), "me:rätsel€"), 0)
            .total())
        .isEqualTo(3);
  }

  @Test
  void anIdInSeveralIndexesOfAnAliasComesOnceAndIsTold() throws Exception {
    server.put("one", "a", "{\"body\":\"The first.\"}").put("two", "a", "{\"body\":\"Again.\"}");
    server.put("two", "b", "{\"body\":\"Another.\"}").alias("both", List.of("one", "two"));

    Engine.Found found = engine().get(place("both"), List.of("a", "b"), BYTES);

    assertThat(found.items()).extracting(Engine.Item::id).containsExactly("a", "b");
    assertThat(found.warnings()).singleElement().asString().contains("several indexes");
  }

  @Test
  void whatDoesNotComeOfAnAliasOfManyIndexesIsTold() throws Exception {
    List<String> names = List.of("i1", "i2", "i3", "i4", "i5");
    names.forEach(name -> server.put(name, "a", "{\"body\":\"The same.\"}"));
    server.alias("all", names);

    assertThat(engine().get(place("all"), List.of("a"), BYTES).warnings())
        .contains("5 documents have these ids, and 4 came");
  }

  @Test
  void aCertificateThatIsNotTrustedIsTold(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("key.p12");
    Process keytool = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "san=ip:127.0.0.1",
            "-keystore",
            file.toString(),
            "-storepass",
            "changeit")
        .redirectErrorStream(true)
        .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    char[] password = "changeit".toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(file.toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    secure.start();
    URI address = URI.create(
        "opensearch+https://127.0.0.1:%d/i".formatted(secure.getAddress().getPort()));
    try {
      assertThatThrownBy(() -> engine().list(new Engine.Place(address, ""), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is not trusted")
          .hasMessageContaining("LLMOS_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
    } finally {
      secure.stop(0);
    }
  }

  @Test
  void whatFollowsAQuestionMarkIsNotShown() {
    assertThatThrownBy(() -> engine().list(place("held?api_key=secret"), 0))
        .hasMessageContaining("'api_key' is no option")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> engine().list(place("?api_key=secret"), 0))
        .hasMessageContaining("names no index")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_all", "a*", "a,b", "held?txet=body", "held?text"})
  void anAddressThatNamesNoOneIndexIsRefused(String rest) {
    assertThatThrownBy(() -> engine().list(place(rest), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
