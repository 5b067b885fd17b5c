package llmos.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llmos.api.Label;
import llmos.api.Peripheral;
import llmos.api.Progress;
import llmos.kernel.disk.MountRequest;

/** The machine. {@link #boot} starts it; everything that the shell may ask of it is a method here. */
public final class Kernel implements AutoCloseable {
  private final Rooms rooms;
  private final Conversations conversations;
  private final DiskCalls disk;
  private final UpkeepCalls upkeep;
  private final EngineCalls engines;
  private final MemoryCalls memory;
  private final CpuCalls cpus;
  private final GuardCalls guard;
  private final SessionCalls sessions;
  private final Processes processes;
  private final HistoryCalls history;
  private final BenchCalls bench;

  private Kernel(Rooms rooms, DiskCalls disk, UpkeepCalls upkeep) {
    this.rooms = rooms;
    this.conversations = new Conversations(rooms);
    this.disk = disk;
    this.upkeep = upkeep;
    this.engines = new EngineCalls(rooms, disk);
    Idle idle = new Idle(rooms, conversations);
    this.memory = new MemoryCalls(rooms, conversations, idle);
    this.cpus = new CpuCalls(rooms);
    this.guard = new GuardCalls(rooms);
    this.sessions = new SessionCalls(rooms, conversations, idle);
    this.processes = new ProcessCalls(rooms);
    this.history = new HistoryCalls(rooms, conversations, idle);
    this.bench = new BenchCalls(rooms, conversations);
  }

  /** Starts a machine. Heavy parts (index, models, devices) are loaded when they are first used. */
  public static Kernel boot(Boot boot) {
    Rooms rooms = Rooms.open(boot);
    DiskCalls disk = new DiskCalls(rooms);
    return new Kernel(rooms, disk, new UpkeepCalls(rooms, disk));
  }

  /** Says something to the CPU in the current session and returns when the turn is over. */
  public Answer ask(Ask ask, Console console) throws InterruptedException {
    return sessions.ask(ask, console);
  }

  /**
   * Runs an operation of a device for the user. Blocks while the guard asks. All failures are {@link
   * llmos.api.FaultException}s.
   *
   * @param words device, operation, then positional words and {@code --name=value} flags
   * @param control the join of the labels of the words: {@link Label#TYPED} where all were typed
   */
  public Records call(List<String> words, Label control, Console console)
      throws InterruptedException {
    return guard.call(words, control, conversations.pid().orElse(0L), console);
  }

  /** Every device, with its operations, without running any code of it. */
  public List<Peripheral> devices() {
    return rooms.devices().devices();
  }

  /** {@code dev ls}: name, origin, operations, state. */
  public Records deviceRows() {
    return guard.devices();
  }

  /** Writes a file for the user's {@code save}, through the guard. A target {@code disk:volume/path} is stored and indexed. */
  public Records save(
      String target, String text, boolean append, Label control, Label payload, Console console)
      throws InterruptedException {
    return guard.save(
        target, text, append, control, payload, conversations.pid().orElse(0L), console);
  }

  /** Mounts a folder or file; the record tells how many documents are ok, partial, skipped and failed, and why. */
  public Records mount(
      Path path, Optional<String> name, boolean trusted, boolean localOnly, Progress progress)
      throws InterruptedException {
    return mount(path.toString(), name, trusted, localOnly, 0, progress);
  }

  /** Whether what a user typed for a root is an address. */
  public static boolean isAddress(String root) {
    return MountRequest.folder(root).isEmpty();
  }

  /** The same for a folder, a file or an address, of which at most so many pages are fetched (0: as the last time, or 1). */
  public Records mount(
      String root,
      Optional<String> name,
      boolean trusted,
      boolean localOnly,
      int pages,
      Progress progress)
      throws InterruptedException {
    Records report = disk.mount(root, name, DiskCalls.label(trusted, localOnly), pages, progress);
    fillVectors();
    return report;
  }

  /** Forgets a volume. */
  public Records umount(String name) throws InterruptedException {
    upkeep.unwatch(name);
    return disk.umount(name);
  }

  /** What keeps volumes in step with their files, and the index with them. */
  public Upkeep upkeep() {
    return upkeep;
  }

  /** Engines that hold volumes. */
  public Engines engines() {
    return engines;
  }

  /** The volumes. */
  public Records volumes() {
    return disk.volumes();
  }

  /** Documents of a volume or folder in it; those of all volumes if the path is empty. */
  public Records ls(String path) {
    return disk.ls(path);
  }

  /** Names of documents, and of folders with a slash at their end, that begin like this, which has a volume and a slash. */
  public List<String> begun(String begun, int most) {
    return disk.begun(begun, most);
  }

  /** A document's text, or a span of it ({@code docs/a.md#120-310}), or a page ({@code docs/a.pdf#p4}). */
  public Records cat(String path) {
    return disk.cat(path);
  }

  /** Blocks that match by words and meaning, best first: doc, page, span, score, id, text. */
  public Records find(String query, List<String> in, int most) throws InterruptedException {
    return disk.find(query, in, most);
  }

  /** Each place that citation n of the last answer stands for, with its surroundings: doc, page, span, quote, before, after. */
  public Records cite(int n) {
    return disk.cite(n, sessions.citing());
  }

  /** How full the window is: budget, used, pages by kind and state, policy. */
  public Records memory() {
    return memory.stats();
  }

  /** What paging did, and what it costs. */
  public Paging paging() {
    return memory;
  }

  /** Its pages. */
  public Records pages(boolean evicted) {
    return memory.pages(evicted);
  }

  /** Why a page is in the window or not. */
  public Records why(String page) {
    return memory.why(page);
  }

  /** Keeps a page in the window. */
  public Records pin(String page) {
    return memory.pin(page);
  }

  /** Lets the pager decide again. */
  public Records unpin(String page) {
    return memory.unpin(page);
  }

  /** Takes a page out of the window for good; its bytes stay in the store. */
  public Records drop(String page) {
    return memory.drop(page);
  }

  /** Brings evicted pages back, byte for byte, and returns them. */
  public Records load(List<String> pages) {
    return memory.load(pages);
  }

  /** What runs. */
  public Processes processes() {
    return processes;
  }

  /** The same machine with a current conversation of its own, for a job; it need not be closed. */
  public Kernel beside() {
    return new Kernel(rooms, disk, upkeep);
  }

  /** Starts a new session and makes it the current one. */
  public Records newSession(String title) {
    return sessions.begin(title);
  }

  /** All sessions, newest first. */
  public Records sessions() {
    return sessions.sessions();
  }

  /** Makes a session the current one. */
  public Records resume(String id) {
    return sessions.resume(id);
  }

  /** What was said, of all sessions. */
  public History history() {
    return history;
  }

  /** One of the logs, oldest first, the audit newest first. The journal of the current conversation: seq, at, turn, kind, body, text. */
  public Records log(LogKind kind, int most) {
    return switch (kind) {
      case JOURNAL -> sessions.journal(most);
      case AUDIT -> guard.audit(most);
      case KERNEL -> sessions.kernelLog(most);
    };
  }

  /** Which log. */
  public enum LogKind {
    JOURNAL,
    AUDIT,
    KERNEL
  }

  /** Measuring. */
  public Benches benches() {
    return bench;
  }

  /** The CPUs. */
  public Processors processors() {
    return cpus;
  }

  /** What is allowed and denied. */
  public Grants grants() {
    return guard;
  }

  /** The state of the prompt: volume names, share of RAM used (0 to 100), running jobs, CPU, session title. */
  public Status status() {
    return sessions.status();
  }

  /** See {@link #status()}. */
  public record Status(
      List<String> volumes, int ramPercent, int jobs, String cpu, String session) {}

  /** Names that no device may take. */
  public void reserve(Set<String> names) {
    rooms.devices().reserve(names);
  }

  /** Lets a device whose code has changed work again. */
  public Records approveDevice(String name) {
    rooms.devices().approve(name);
    return deviceRows();
  }

  /** Fills vectors in the background until all blocks have one; done at once where nothing is missing. */
  public void fillVectors() {
    disk.fillVectors();
  }

  @Override
  public void close() {
    rooms.close();
  }
}
