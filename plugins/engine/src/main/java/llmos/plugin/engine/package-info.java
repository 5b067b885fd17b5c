/** Search engines that hold documents elsewhere: OpenSearch and Elasticsearch, Solr. */
@NullMarked
package llmos.plugin.engine;

import org.jspecify.annotations.NullMarked;
