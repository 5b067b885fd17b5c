package llmos.kernel;

/** Conversations that have run, and jobs such as the background filling of vectors, as records: id, kind, state, age, what. */
public interface Processes {

  /** Those that there are, jobs that have ended for a while after. */
  Records list();

  /** Stops a process; a conversation stays. */
  Records kill(String id);

  /** Waits until a process does nothing, and tells of it. */
  Records await(String id) throws InterruptedException;

  /** Starts a job. */
  Job start(String what, Job.Work work);
}
