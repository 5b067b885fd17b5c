package llmos.plugin.office;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Element;

/**
 * Which other parts of its archive a part refers to.
 *
 * @param byId the references that stay in the archive, by their id
 */
record Relations(Map<String, Relation> byId) {
  /** A reference: the last word of its type, such as {@code slide}, and the part's name. */
  record Relation(String type, String part) {}

  /** Those of a part, or of the whole archive for an empty name. None if there are none. */
  static Relations of(Archive archive, String part) throws IOException {
    int slash = part.lastIndexOf('/') + 1;
    String file = part.substring(0, slash) + "_rels/" + part.substring(slash) + ".rels";
    Map<String, Relation> found = new LinkedHashMap<>();
    if (archive.has(file)) {
      for (Element relation : Xml.all(Xml.tree(archive, file), "Relationship")) {
        String type = Xml.attr(relation, "Type");
        if (!Xml.attr(relation, "TargetMode").equalsIgnoreCase("External")) {
          found.put(
              Xml.attr(relation, "Id"),
              new Relation(
                  type.substring(type.lastIndexOf('/') + 1),
                  resolve(part, Xml.attr(relation, "Target"))));
        }
      }
    }
    return new Relations(found);
  }

  /** The parts of a type. */
  List<String> all(String type) {
    return byId.values().stream()
        .filter(relation -> relation.type().equals(type))
        .map(Relation::part)
        .toList();
  }

  /** The first part of a type that is there. */
  Optional<String> first(Archive archive, String type) {
    return all(type).stream().filter(archive::has).findFirst();
  }

  /** The part of this id, if it is there. */
  Optional<String> part(Archive archive, String id) {
    return Optional.ofNullable(byId.get(id)).map(Relation::part).filter(archive::has);
  }

  /** What a reference in a part names: a name in the archive, never a path outside of it. */
  static String resolve(String part, String reference) {
    String path = reference.replaceFirst("[#?].*$", "");
    if (path.contains("%")) {
      try {
        path = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        path = reference; // a per cent sign that means itself
      }
    }
    String from = path.startsWith("/") ? "" : part.substring(0, part.lastIndexOf('/') + 1);
    Deque<String> names = new ArrayDeque<>();
    for (String name : (from + path).split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return String.join("/", names);
  }
}
