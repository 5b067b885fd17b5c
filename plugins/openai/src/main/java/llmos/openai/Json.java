package llmos.openai;

import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper, loaded when the first request is made and not before. */
final class Json {
  static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}
}
