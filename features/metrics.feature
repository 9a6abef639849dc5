@L4 @cap:phases @cap:metrics @alone
Feature: What the operator counts is true, and names no tenant

  The metrics page is on a port of its own. Names are those of the contract; a figure is compared with what it was before.

  Rule: Each read of a job is counted once, by the copy that answered

    @RR-04 @MUST
    Scenario: Reads that are answered by the new copy, by the old one, and by none
      Given the service is in the phase read-new
      And acme has 2 jobs in both schemas
      And globex has 1 job in the old schema only
      When the metrics are read
      And acme gets 2 of its own jobs, and globex gets 1
      And globex gets 2 jobs that never existed
      Then these have grown by so much, and nothing else of their kind:
        | metric                         | by |
        | job_reads_total{path="new"}    | 2  |
        | job_reads_total{path="old"}    | 1  |
        | job_reads_total{path="miss"}   | 2  |

    @MET-10 @SHOULD
    Scenario: Lists of new jobs, of old ones, and of both
      Given the service is in the phase read-new
      And acme has 1 job in both schemas
      And globex has 1 job in the old schema only
      When the metrics are read
      And acme lists its jobs, and globex lists its jobs
      Then these have grown by so much, and nothing else of their kind:
        | metric                            | by |
        | job_list_reads_total{path="new"}  | 1  |
        | job_list_reads_total{path="old"}  | 1  |

  Rule: Each write under both schemas is counted once, and a refusal is none

    @DW-15 @MUST
    Scenario: Jobs that are enqueued, and executes that are refused
      Given the service is in the phase dual-write
      And acme has 1 job and globex has 1 job
      When the metrics are read
      And acme enqueues a job
      And globex enqueues a job
      And globex turns every operation on acme
      Then these have grown by so much, and nothing else of their kind:
        | metric                                 | by |
        | dual_writes_total{result="succeeded"}  | 2  |

  Rule: What was refused because it is another's is counted by operation, and under no tenant's name

    @MET-06 @MUST @CWE-200
    Scenario: Naming another workspace
      Given the service is in the phase new-only
      And acme has 1 job and globex has 1 job
      When the metrics are read
      And globex turns every operation on acme
      Then these have grown by so much, and nothing else of their kind:
        | metric                                              | by |
        | cross_workspace_refusals_total{operation="list"}    | 1  |
        | cross_workspace_refusals_total{operation="execute"} | 1  |

    @MET-01 @SHOULD @CWE-200 @API8
    Scenario: The metrics page on the public port
      Given the service is in the phase new-only
      And acme has 1 job and globex has 1 job
      Then the public port shows no metrics, with a token or without

    @MET-02 @MET-04 @MUST @CWE-532
    Scenario: What labels hold after traffic of all kinds
      Given the service is in the phase read-new
      And acme has 2 jobs and globex has 1 job
      When globex turns every operation on acme
      Then no label of any metric holds a workspace, a job, an actor or a token

    @MET-03 @MUST @CWE-770
    Scenario: Many names that are nobody's
      Given the service is in the phase new-only
      And acme has 1 job and globex has 1 job
      When the metrics are read
      And acme asks in 100 ways for what is not there
      Then there are no more series than before, but for those of statuses

    @MET-08 @MUST
    Scenario: Requests add up
      Given the service is in the phase new-only
      And acme has 1 job and globex has 1 job
      When the metrics are read
      And acme gets 5 of its own jobs, and globex gets 1
      And globex gets 4 jobs that never existed
      Then the requests that were counted have grown by 10, and no counter has shrunk
