package llmos.kernel.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Peripheral;
import org.jspecify.annotations.Nullable;

/** Compiles one source file against {@code llmos.api}. */
final class SourceCompiler {
  /** On the first line, so that the lines of messages are those of the file. */
  private static final String IMPORTS =
      "import llmos.api.*; import java.util.*; import java.time.*;"
          + " import java.nio.file.*; import java.net.*; ";

  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+[\\w.]+\\s*;");

  private SourceCompiler() {}

  /**
   * Compiles a file and writes its classes.
   *
   * @param file a {@code .java} file; without a package statement it needs no imports for the usual packages
   * @param into the folder for the class files; made
   * @throws FaultException with {@code FILE:LINE: what} for each error
   */
  static void compile(Path file, Path into) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new FaultException(
          Errno.NOT_RUNNABLE,
          file.getFileName()
              + " needs a compiler and this Java has none: run llmos on a full JDK 25",
          "");
    }
    String text = Files.readString(file);
    String code = PACKAGE.matcher(text).find() ? text : IMPORTS + text;
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
    try (JavaFileManager files =
        new InMemory(compiler.getStandardFileManager(problems, Locale.ROOT, null), classes)) {
      List<String> options =
          List.of("-parameters", "-proc:none", "-Xlint:none", "-classpath", apiPath());
      boolean good = compiler
          .getTask(
              new StringWriter(), files, problems, options, null, List.of(new Source(file, code)))
          .call();
      if (!good) {
        throw new FaultException(Errno.NOT_RUNNABLE, messages(file, problems), "");
      }
    }
    Files.createDirectories(into);
    for (Map.Entry<String, ByteArrayOutputStream> made : classes.entrySet()) {
      Path target = into.resolve(made.getKey().replace('.', '/') + ".class");
      Files.createDirectories(target.resolveSibling("."));
      Files.write(target, made.getValue().toByteArray());
    }
  }

  private static String messages(Path file, DiagnosticCollector<JavaFileObject> problems) {
    return problems.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> "%s:%d: %s"
            .formatted(
                file.getFileName(),
                d.getLineNumber(),
                String.valueOf(d.getMessage(Locale.ROOT)).lines().collect(Collectors.joining(" "))))
        .collect(Collectors.joining("\n"));
  }

  private static String apiPath() {
    CodeSource source = Peripheral.class.getProtectionDomain().getCodeSource();
    try {
      if (source != null && source.getLocation().getProtocol().equals("file")) {
        return Path.of(source.getLocation().toURI()).toString();
      }
    } catch (URISyntaxException e) {
      return System.getProperty("java.class.path", "");
    }
    return System.getProperty("java.class.path", "");
  }

  /** The source under any file name: {@code clock.java} may hold {@code public class Clock}. */
  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(Path file, String code) {
      super(file.toUri(), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }

    @Override
    public @Nullable NestingKind getNestingKind() {
      return null;
    }

    @Override
    public @Nullable Modifier getAccessLevel() {
      return null;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/')), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          classes.put(name, out);
          return out;
        }
      };
    }
  }
}
