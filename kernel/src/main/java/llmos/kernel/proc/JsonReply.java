package llmos.kernel.proc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import llmos.kernel.grounding.Grounding;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A reply that is JSON, read as what it claims: a line for each object in it, of its values. */
final class JsonReply {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonReply() {}

  /** The claims; the reply itself if it is no JSON. */
  static String claims(String reply) {
    List<String> lines = new ArrayList<>();
    try {
      lines(MAPPER.readTree(reply), lines);
    } catch (JacksonException e) {
      return reply;
    }
    return String.join("\n", lines);
  }

  private static void lines(JsonNode node, List<String> to) {
    String values = node.valueStream()
        .filter(child -> child.isValueNode() && !child.isNull())
        .map(JsonNode::asString)
        .collect(Collectors.joining("; "));
    if (!values.isBlank()) {
      to.add(values);
    }
    node.valueStream().filter(JsonNode::isContainer).forEach(child -> lines(child, to));
  }

  /** Such a reply has no place for the numbers of sources: it is grounded if all of it stands in some of them. */
  static Grounding.Checked checked(Grounding.Checked claims) {
    return new Grounding.Checked(
        claims.citations(), claims.unsupported(), claims.unsupported().isEmpty());
  }
}
