package llmos.plugin.mail;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.stream.RawBody;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.ContentUtil;
import org.apache.james.mime4j.util.MimeParameterMapping;
import org.jspecify.annotations.Nullable;

/** The header of a message or a part: of fields with one name the first counts. */
final class Fields {
  private final Map<String, String> bodies = new HashMap<>();

  void add(Field field) {
    bodies.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), unfolded(field));
  }

  boolean isEmpty() {
    return bodies.isEmpty();
  }

  /** The value as it is meant to be read, empty if there is none. */
  String get(String name) {
    return decoded(bodies.getOrDefault(name, ""));
  }

  boolean isAttachment() {
    return get("content-disposition").toLowerCase(Locale.ROOT).startsWith("attachment");
  }

  /** How the part is called, empty if it has no name. */
  String fileName() {
    String name = parameter("content-disposition", "filename");
    return name.isEmpty() ? parameter("content-type", "name") : name;
  }

  private String parameter(String field, String name) {
    ByteSequence body = ContentUtil.encode(StandardCharsets.UTF_8, bodies.getOrDefault(field, ""));
    RawBody parsed = RawFieldParser.DEFAULT.parseRawBody(body, new ParserCursor(0, body.length()));
    MimeParameterMapping parameters = new MimeParameterMapping();
    for (NameValuePair pair : parsed.getParams()) {
      @Nullable String value = pair.getValue();
      parameters.addParameter(pair.getName(), value == null ? "" : value);
    }
    @Nullable String value = parameters.get(name);
    return value == null ? "" : decoded(value).replaceAll("\\s+", " ").strip();
  }

  /** The bytes behind the colon, on one line. Who writes other letters than those of ASCII there writes UTF-8, or once did not. */
  private static String unfolded(Field field) {
    @Nullable ByteSequence raw = field.getRaw();
    String whole = raw == null ? "" : Charsets.decode(raw.toByteArray(), "");
    int colon = whole.indexOf(':');
    String body = colon < 0 ? String.valueOf(field.getBody()) : whole.substring(colon + 1);
    return body.replaceAll("\r?\n(?=[ \t])", "").strip();
  }

  private static String decoded(String body) {
    try {
      String words = DecoderUtil.decodeEncodedWords(body, DecodeMonitor.SILENT);
      return words.replaceAll("\\s+", " ").strip();
    } catch (IllegalArgumentException e) {
      return body; // not decodable: shown as it stands
    }
  }
}
