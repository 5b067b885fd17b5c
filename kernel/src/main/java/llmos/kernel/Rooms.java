package llmos.kernel;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import llmos.api.CpuDriver;
import llmos.api.Errno;
import llmos.api.FaultException;
import llmos.api.Label;
import llmos.kernel.cpu.CpuTable;
import llmos.kernel.device.DeviceTable;
import llmos.kernel.device.ReaderProcess;
import llmos.kernel.disk.Disk;
import llmos.kernel.disk.MountRequest;
import llmos.kernel.disk.Readers;
import llmos.kernel.disk.Recall;
import llmos.kernel.disk.Remote;
import llmos.kernel.disk.RemoteMounter;
import llmos.kernel.guard.Gate;
import llmos.kernel.memory.policy.PageValue;
import llmos.kernel.proc.ReadAhead;
import llmos.kernel.proc.RunLoop;
import llmos.kernel.proc.Scheduler;
import llmos.kernel.store.CpuRows;
import llmos.kernel.store.DeviceRows;
import llmos.kernel.store.Journal;
import llmos.kernel.store.KernelLog;
import llmos.kernel.store.Ledger;
import llmos.kernel.store.Library;
import llmos.kernel.store.PageVectors;
import llmos.kernel.store.Requests;
import llmos.kernel.store.Store;
import llmos.kernel.store.Swap;
import llmos.kernel.syscall.Decoder;
import llmos.kernel.syscall.Reach;
import llmos.kernel.syscall.SyscallTable;

/** The rooms of the machine, wired once by {@link #open}; reading it top to bottom is reading what a start does. */
record Rooms(
    Boot boot,
    Store store,
    KernelLog log,
    Journal journal,
    Swap swap,
    Requests requests,
    DeviceTable devices,
    CpuTable cpus,
    Library library,
    Disk disk,
    Reach reach,
    Recall recall,
    Gate gate,
    Scheduler scheduler,
    Decoder decoder,
    SyscallTable syscalls,
    RunLoop runLoop) {

  static Rooms open(Boot boot) {
    Path home = folder(boot.home());
    Path cache = folder(home.resolve("cache"));
    Clock clock = boot.clock();
    System.setProperty("llmos.cache", cache.toString());

    KernelLog log = new KernelLog(home.resolve("kernel.log"), clock);
    Store store = Store.open(home.resolve("state.db"));
    Journal journal = new Journal(store, clock);
    Swap swap = new Swap(store);

    DeviceTable devices = devices(boot, store, cache);
    CpuDriver.Host host = new CpuDriver.Host(boot.environment(), models(boot, home), cache);
    CpuTable cpus = new CpuTable(new CpuRows(store), devices::cpuDrivers, host);
    Library library = new Library(store);
    Supplier<Readers> readers = () -> readers(devices, home);
    Disk disk = new Disk(home.resolve("index"), library, readers, devices::embedder, clock);
    Remote remote = new Remote(library, devices::engines, boot.environment(), clock);
    PageVectors vectors = new PageVectors(store);
    Path past = home.resolve("recall");
    Recall recall =
        new Recall(past, library.outbox()::id, swap, vectors, devices::embedder, Rooms::worth);

    Ledger ledger = new Ledger(store, clock);
    Unfinished.settle(ledger, journal, log);
    Gate gate = new Gate(ledger, boot.workspace(), home, () -> roots(disk), clock);
    Reach reach = new Reach(remote, gate, disk::settle);
    Scheduler scheduler = new Scheduler(clock, log);
    Decoder decoder = new Decoder(devices::offers);
    SyscallTable syscalls =
        new SyscallTable(disk, reach, recall, devices, gate, ledger, boot.workspace(), clock);
    Requests requests = new Requests(store);
    ReadAhead readAhead = new ReadAhead(disk, reach, recall, requests, clock);
    RunLoop runLoop = new RunLoop(journal, decoder, syscalls, readAhead, requests, clock);
    return new Rooms(
        boot, store, log, journal, swap, requests, devices, cpus, library, disk, reach, recall,
        gate, scheduler, decoder, syscalls, runLoop);
  }

  private static List<Path> roots(Disk disk) {
    return disk.volumes().stream()
        .flatMap(v -> MountRequest.folder(v.root()).stream())
        .toList();
  }

  /** Mounts indexes of engines. */
  RemoteMounter remotes() {
    return new RemoteMounter(reach.remote(), boot.clock());
  }

  /** The label of what was said in a conversation: that of all of its pages, and never the user's own words alone. */
  Label said(long pid) {
    return Label.UNKNOWN.join(swap.label(pid));
  }

  /** The readers for a mount. */
  Readers readers() {
    return readers(devices, boot.home());
  }

  private static Readers readers(DeviceTable devices, Path home) {
    ReaderProcess process = new ReaderProcess(home.resolve("cache"));
    return new Readers(devices.readers(process), devices.fetchers(), process::close);
  }

  static Recall.Worth worth() {
    PageValue value = new PageValue();
    return page -> {
      value.arrived(page);
      return value.z(page);
    };
  }

  private static DeviceTable devices(Boot boot, Store store, Path cache) {
    Path sources = folder(boot.home().resolve("devices"));
    return new DeviceTable(
        boot.builtIn(), boot.pluginFolders(), sources, new DeviceRows(store), cache);
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new FaultException(
          Errno.NO_SPACE,
          e instanceof FileAlreadyExistsException
              ? "the folder %s cannot be made: a file is in its place".formatted(folder)
              : "the folder %s cannot be made: %s".formatted(folder, e.getMessage()),
          "set LLMOS_HOME to a folder that you can write");
    }
  }

  void close() {
    // In this order from the last to the first, and each also where another one fails.
    try (store;
        disk;
        recall;
        devices;
        cpus;
        scheduler) {
      return;
    }
  }

  /** The folder for model files: what the environment says, so that homes can share them, else one in the home. */
  private static Path models(Boot boot, Path home) {
    String given = boot.environment().getOrDefault("LLMOS_MODELS", "").strip();
    return given.isEmpty() ? home.resolve("models") : Path.of(given).toAbsolutePath();
  }
}
