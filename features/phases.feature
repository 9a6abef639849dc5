@L2 @cap:phases
Feature: The migration can take any step forward or back, and no job is lost, hidden, doubled or shown to another workspace

  A phase is how a replica of the service is started. Two replicas in neighbouring phases may serve side by side.

  Rule: What one phase writes, its neighbours show to the owner and to nobody else

    @DW-17 @OPS-04 @CON-06 @MUST
    Scenario Outline: Enqueueing in the phase <one> and reading in the phase <other>
      Given the service is in the phase <one>
      And acme has 2 jobs and globex has 1 job
      Then in the phase <other>, acme lists exactly its own jobs and gets each of them
      And in the phase <other>, globex lists exactly its own jobs and gets each of them

      Examples:
        | one        | other      |
        | legacy     | dual-write |
        | dual-write | legacy     |
        | dual-write | read-new   |
        | read-new   | dual-write |
        | read-new   | new-only   |
        | new-only   | read-new   |

    @IDM-11 @MUST @cap:idempotency
    Scenario Outline: One request sent in the phase <one> and again in the phase <other>
      Given the workspaces acme and globex
      When acme enqueues the same request in the phase <one> and in the phase <other>
      Then every answer names the same job
      And acme lists exactly its own 1 job

      Examples:
        | one        | other      |
        | legacy     | dual-write |
        | dual-write | read-new   |
        | read-new   | new-only   |

  Rule: Who may see what is the same in every phase

    @OPS-01 @MUST @CRITICAL-2 @CRITICAL-3 @HIGH-4 @CWE-639
    Scenario Outline: One workspace turns every operation on another in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs and globex has 2 jobs
      When globex turns every operation on acme
      Then the list and the execute are refused as foreign, and the job as not found
      And globex lists exactly its own 2 jobs

      Examples:
        | phase      |
        | legacy     |
        | dual-write |
        | read-new   |
        | new-only   |

  Rule: A job is written to each schema that the phase names, whole and alike, or not at all

    @DW-01 @MUST
    Scenario Outline: Both copies of a job that was enqueued in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs and globex has 1 job
      Then both copies of each job of acme are there, and equal

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

    @DW-02 @MUST
    Scenario Outline: The only copy of a job that was enqueued in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs and globex has 1 job
      Then each job of acme is in the <schema> schema, and not in the other
      And acme lists exactly its own 2 jobs

      Examples:
        | phase    | schema |
        | legacy   | old    |
        | new-only | new    |

    @DW-04 @EXE-25 @MUST @CWE-662 @cap:idempotency-key
    Scenario Outline: A key that an execute needs is taken, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 1 job and globex has 1 job
      When a key that an execute of acme needs is taken: request-id
      Then acme lists exactly its own 1 job

      Examples:
        | phase      |
        | dual-write |
        | new-only   |

    @DW-04 @EXE-25 @MUST @CWE-662 @alone
    Scenario: The queue is no list
      Given the service is in the phase dual-write
      When a key that an execute of acme needs is taken: queue
      Then acme is still served

    @KEY-01 @KEY-02 @MUST @CWE-943 @cap:idempotency-key
    Scenario Outline: The keys that traffic leaves in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs and globex has 1 job
      When acme and globex execute with the same client_request_id
      Then every key that acme and globex left is of a documented form

      Examples:
        | phase      |
        | dual-write |
        | new-only   |

  Rule: A request reads its own keys, by their names

    @KEY-03 @KEY-09 @MUST @CWE-400 @CWE-943 @alone
    Scenario Outline: The commands that requests lead to in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs and globex has 1 job
      When acme and globex use every operation, with odd names too, while the commands are watched
      Then none of them walks all keys at once, and no pattern holds a text of a request
      And acme is still served

      Examples:
        | phase    |
        | read-new |
        | new-only |

    @KEY-04 @SHOULD @CWE-639 @alone
    Scenario: The commands that a request for another workspace's job leads to
      Given the service is in the phase new-only
      And acme has 1 job and globex has 1 job
      When globex gets a job of acme while the commands are watched
      Then none of them names the workspace of acme

    @LEAK-11 @SHOULD @CWE-208 @alone
    Scenario: The commands that a list leads to beside a workspace that grows
      Given the service is in the phase new-only
      And acme has 3 jobs and globex has 1 job
      When acme lists its jobs while the commands are counted
      And globex has 5000 jobs that nobody is to list, in the new schema only
      Then a list of acme leads to no more commands than before

  Rule: A setting that is not exactly a phase, and a phase that would hide jobs, keep the service from starting

    @OPS-02 @RR-07 @MUST @alone
    Scenario: Phases that are spelled wrong
      Given the service is in the phase dual-write
      And acme has 1 job and globex has 1 job
      Then the service does not start in a phase that is spelled so:
        | phase           |
        | LEGACY          |
        | dual_write      |
        | (space)read-new |
        | on              |
        | (empty)         |

    @OPS-05 @MUST @alone
    Scenario: Entering the last phase while a job is in the old schema only
      Given the service is in the phase read-new
      And acme has 1 job in the old schema only
      And the service has left the phase new-only
      Then the service does not start in the phase new-only
      And in the phase read-new, acme lists exactly its own jobs and gets each of them

    @OPS-05 @MUST @alone
    Scenario: Going back to the first phase while a job is in the new schema only
      Given the service is in the phase dual-write
      And acme has 1 job in the new schema only
      Then the service does not start in the phase legacy
      And in the phase dual-write, acme lists exactly its own jobs and gets each of them

    @OPS-05 @MUST @alone
    Scenario: Entering the last phase when every job is in the new schema
      Given the service is in the phase read-new
      And acme has 2 jobs in both schemas
      And the service has left the phase new-only
      Then the service starts in the phase new-only
      And acme lists exactly its own jobs and gets each of them

  Rule: Nothing disappears while the phases are walked

    @OPS-07 @MUST @alone
    Scenario: From the first phase to the third and back
      Given the service is in the phase legacy
      And acme has 2 jobs and globex has 1 job
      Then in the phase dual-write, acme lists exactly its own jobs and gets each of them
      And in the phase dual-write, acme enqueues 2 more jobs
      And in the phase read-new, acme lists exactly its own jobs and gets each of them
      And in the phase read-new, acme enqueues 2 more jobs
      And in the phase dual-write, acme lists exactly its own jobs and gets each of them
      And in the phase read-new, globex lists exactly its own jobs and gets each of them

    @PAG-16 @SHOULD @cap:cursor
    Scenario Outline: A list walked over two phases, from <one> to <other>
      Given the service is in the phase dual-write
      And acme has 5 jobs and globex has 1 job
      Then a walk of acme's list by 2 from the phase <one> to the phase <other> shows each job once, or is refused

      Examples:
        | one        | other      |
        | dual-write | read-new   |
        | read-new   | new-only   |
        | read-new   | dual-write |

  Rule: What has come to its end stays gone

    @DW-16 @MUST @CWE-459
    Scenario Outline: A job that has come to its end in both schemas, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 2 jobs and globex has 1 job
      And acme lists exactly its own jobs and gets each of them
      When the jobs of acme come to their end
      And globex enqueues a job
      Then nothing of them is there, and acme is shown none of them

      Examples:
        | phase      |
        | dual-write |
        | read-new   |
