package llmos.plugin.engine;

import java.util.List;
import llmos.api.Engine;
import llmos.api.Plugin;

/** Brings what asks OpenSearch, Elasticsearch and Solr. */
public final class EnginePlugin implements Plugin {
  /** Its public constructor is called by the machine. */
  public EnginePlugin() {}

  @Override
  public String name() {
    return "engine";
  }

  @Override
  public List<Engine> engines() {
    return List.of(new OpenSearchEngine(), new SolrEngine());
  }
}
