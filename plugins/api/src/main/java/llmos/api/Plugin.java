package llmos.api;

import java.util.List;

/**
 * What a plugin can add. A plugin's jar names its implementation in {@code META-INF/services/llmos.api.Plugin}.
 *
 * <p>Every method is called at most once for each start of the machine, and only when something of that kind is needed;
 * it must not do work beyond constructing what it returns. Heavy libraries are loaded at first use.
 */
public interface Plugin {

  /** The plugin's name, which is that of its folder. */
  String name();

  /** Devices: commands for the shell, tools for the model. */
  default List<Peripheral> peripherals() {
    return List.of();
  }

  /** Kinds of model that can be the CPU. */
  default List<CpuDriver> cpus() {
    return List.of();
  }

  /** Readers of document formats. */
  default List<DocumentReader> readers() {
    return List.of();
  }

  /** What fetches documents from elsewhere. */
  default List<Fetcher> fetchers() {
    return List.of();
  }

  /** Search engines that hold documents elsewhere. */
  default List<Engine> engines() {
    return List.of();
  }

  /** Makers of vectors. The first one found is used. */
  default List<Embedder> embedders() {
    return List.of();
  }

  /** Policies of the pager. */
  default List<EvictionPolicy.Maker> policies() {
    return List.of();
  }
}
