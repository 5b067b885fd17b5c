package llmos.kernel;

import java.util.Map;
import llmos.api.Progress;

/** The CPUs, as records. */
public interface Processors {

  /** All, the current one marked: name, driver, current, settings. */
  Records list();

  /** Adds one; settings by the driver's names. */
  Records add(String name, String driver, Map<String, String> settings);

  /** Makes one the current one. */
  Records use(String name);

  /** Forgets one. */
  Records remove(String name);

  /** Looks for model servers on this machine and adds what it finds. */
  Records probe() throws InterruptedException;

  /** Models that can be fetched if the name is empty; else fetches one and makes it the CPU. */
  Records pull(String name, Progress progress) throws InterruptedException;
}
