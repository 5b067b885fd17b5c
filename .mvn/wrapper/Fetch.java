import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches the Maven that the properties file names, checks its SHA-256, unpacks it beside other wrapper distributions and prints
 * the path of its {@code mvn}. Run as a source file: it needs a JDK and nothing else. {@code MVNW_REPOURL} replaces the host, as
 * it does for the standard wrapper; {@code https_proxy} is honoured.
 */
class Fetch {
  public static void main(String[] args) throws Exception {
    try {
      System.out.println(mvn(Path.of(args[0])));
    } catch (IOException e) {
      System.err.println("llmos: " + e.getClass().getSimpleName() + ": " + e.getMessage());
      System.exit(1);
    }
  }

  static Path mvn(Path file) throws Exception {
    var properties = new Properties();
    try (var in = Files.newInputStream(file)) {
      properties.load(in);
    }
    String url = properties.getProperty("distributionUrl");
    String mirror = System.getenv("MVNW_REPOURL");
    if (mirror != null && !mirror.isBlank()) {
      url = mirror.replaceAll("/+$", "") + url.substring(url.indexOf("/org/apache/maven/"));
    }
    String hash = properties.getProperty("distributionSha256Sum");
    Path folder = folder(file).resolve("wrapper/dists/llmos-" + hash.substring(0, 12));
    String name = url.substring(url.lastIndexOf('/') + 1).replace("-bin.zip", "");
    Path mvn = folder.resolve(name).resolve("bin/mvn");
    if (Files.isExecutable(mvn)) {
      return mvn;
    }
    Path parts = Files.createTempDirectory(Files.createDirectories(folder.getParent()), "part");
    Path zip = parts.resolve("maven.zip");
    download(url, zip, hash);
    unpack(zip, parts);
    mvnIn(parts, name).toFile().setExecutable(true);
    Files.delete(zip);
    Files.createDirectories(folder);
    try {
      Files.move(parts.resolve(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isExecutable(mvn)) { // else another process was first
        throw e;
      }
    }
    Files.deleteIfExists(parts);
    return mvn;
  }

  private static Path mvnIn(Path parts, String name) {
    return parts.resolve(name).resolve("bin/mvn");
  }

  /** {@code ~/.m2}, or the build folder where there is no home to write to. */
  private static Path folder(Path file) {
    String set = System.getenv("MAVEN_USER_HOME");
    Path home = set != null ? Path.of(set) : Path.of(System.getProperty("user.home"), ".m2");
    try {
      return Files.createDirectories(home);
    } catch (IOException e) {
      return file.toAbsolutePath().getParent().getParent().getParent().resolve("target/m2");
    }
  }

  private static void download(String url, Path to, String hash) throws Exception {
    var client = HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(Duration.ofSeconds(20));
    String proxy = System.getenv("https_proxy") != null ? System.getenv("https_proxy") : System.getenv("HTTPS_PROXY");
    if (proxy != null && !proxy.isBlank()) {
      URI at = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
      client.proxy(ProxySelector.of(new InetSocketAddress(at.getHost(), at.getPort() < 0 ? 80 : at.getPort())));
    }
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    HttpResponse<InputStream> response = client.build().send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException(url + " answered " + response.statusCode());
    }
    var digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = response.body(); OutputStream out = Files.newOutputStream(to)) {
      var buffer = new byte[1 << 16];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(hash)) {
      throw new IOException(url + " has SHA-256 " + found + ", expected " + hash + ": not used");
    }
  }

  private static void unpack(Path zip, Path to) throws IOException {
    try (var in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
        Path path = to.resolve(entry.getName()).normalize();
        if (!path.startsWith(to)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(in, path);
        }
      }
    }
  }
}
