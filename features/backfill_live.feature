@L3 @cap:backfill
Feature: The backfill may be stopped anywhere, run twice at once, and run beside live traffic

  The suite holds a run up at a command that it chooses, and does there what a crash, another program or a user would do.

  Rule: A run that was stopped loses nothing but time

    @BF-19 @MUST @CWE-662
    Scenario: Killed at one command after the other, and started again
      Given acme has 60 jobs in the old schema only
      When the backfill in steps of 10 is killed at one command after the other, until it ends by itself
      Then it ends well
      And each job of acme has a copy that is its equal
      And nothing in the old schema has changed

    @BF-19 @MUST @CWE-662
    Scenario: Its line to the store is cut at one command after the other
      Given acme has 60 jobs in the old schema only
      When the backfill in steps of 10 is cut off at a command, and started again unless it ends well, with 20 jobs more each time
      Then each job of acme had a copy that is its equal whenever it ended well

    @BF-19 @MUST @CWE-662
    Scenario: The store goes away at a command for longer than a client library tries again
      Given acme has 60 jobs in the old schema only
      When the store goes away at a command of the backfill in steps of 10, which is started again unless it ends well, with 20 jobs more each time
      Then each job of acme had a copy that is its equal whenever it ended well

    @BF-34 @MUST
    Scenario: Interrupted
      Given acme has 120 jobs in the old schema only
      When the backfill in steps of 10 is interrupted in the middle
      Then it does not end well
      When the backfill runs again
      Then it ends well
      And each job of acme has a copy that is its equal

    @BF-34 @SHOULD @cap:backfill-place
    Scenario: Interrupted, and what it keeps
      Given acme has 120 jobs in the old schema only
      When the backfill in steps of 10 is interrupted in the middle
      Then it has kept its place

    @BF-23 @MUST @cap:backfill-place @CWE-20
    Scenario Outline: A kept place that is <text>
      Given acme has 120 jobs in the old schema only
      And the place that the backfill keeps is <text>
      When the backfill runs in steps of 10
      Then it ends well
      And each job of acme has a copy that is its equal

      Examples:
        | text               |
        | no number          |
        | a number           |
        | a negative number  |
        | of another server  |
        | of another type    |

  Rule: A walk may give a key more than once

    @BF-18 @MUST @cap:backfill-report
    Scenario: Every key comes twice
      Given acme has 60 jobs in the old schema only
      When the backfill runs in steps of 10, and each of its walks gives the keys of a step once more with the next
      Then it ends well
      And each job of acme has a copy that is its equal
      And the last run counted 60 migrated and 0 failed

  Rule: Two runs at once come to what one comes to

    @BF-22 @SHOULD @CWE-362
    Scenario: Side by side
      Given acme has 150 jobs in the old schema only
      When two backfills run side by side
      Then both end well
      And each job of acme has a copy that is its equal
      And nothing in the old schema has changed

    @BF-22 @SHOULD @cap:backfill-report
    Scenario: Side by side, counted
      Given acme has 150 jobs in the old schema only
      When two backfills run side by side
      Then together they counted 150 migrated

  Rule: A rate is kept, whatever becomes of the keys

    @BF-24 @SHOULD @cap:backfill-rate @CWE-400
    Scenario Outline: A run at 100 jobs a second over jobs that are <where>
      Given acme has 100 jobs in <where>
      When the backfill runs in steps of 10 at 100 jobs a second
      Then it ends well
      And each job of acme has a copy that is its equal
      And from its first job to its last it took no less than 800 milliseconds

      Examples:
        | where               |
        | the old schema only |
        | both schemas        |

  Rule: What changes while it runs is carried as it is in the end

    @BF-06 @MUST @CWE-367
    Scenario: A job is completed just before a command that names its copy
      When acme's job is completed just before each command that names its copy, in a run of its own each time
      Then each job of acme has a copy that is its equal

    @BF-06 @MUST @CWE-367
    Scenario: A job comes to its end just before a command that names its copy
      Given globex has 1 job in the old schema only
      When acme's job comes to its end just before each command that names its copy, in a run of its own each time
      Then no job of acme is in the new schema
      And each job of globex has a copy that is its equal

    @BF-31 @MUST @cap:phases @alone
    Scenario Outline: Every job is there at every command of a run, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 12 jobs in the old schema only
      And globex has 1 job in the old schema only
      When the backfill in steps of 4 is held up at one command after the other, and acme lists and gets its jobs each time
      Then it ends well
      And each job of acme has a copy that is its equal

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

    @PAG-15 @MUST @cap:phases @cap:cursor @alone
    Scenario Outline: A list that is walked while the backfill runs, in the phase <phase>
      Given the service is in the phase <phase>
      And acme has 9 jobs in the old schema only
      And acme has 2 jobs and globex has 1 job
      Then a walk of acme's list by 2, during which the backfill runs, shows each job once
      And each job of acme has a copy that is its equal

      Examples:
        | phase      |
        | dual-write |
        | read-new   |

    @BF-32 @MUST @cap:phases @cap:worker @alone
    Scenario: Jobs are enqueued and carried out while it runs
      Given the service is in the phase legacy
      And acme has 6 jobs and globex has 1 job
      And the service is in the phase dual-write
      When the backfill is held up where it first names a copy of acme's, and meanwhile acme enqueues 2 jobs and a worker carries out what waits
      Then it ends well
      And each job of acme has a copy that is its equal
      And each job of acme is shown as completed, in its list and by its id

  Rule: After it the old schema is not needed any more

    @BF-30 @MUST @cap:phases @cap:backfill-verify @alone
    Scenario: Lists before and after
      Given the service is in the phase read-new
      And acme has 15 jobs in the old schema only
      And globex has 2 jobs in the old schema only
      And acme has 3 jobs in both schemas
      And there is a record in the old schema whose workspace is missing
      And the service has left the phase new-only
      When the backfill runs and compares
      Then it ends well
      And acme is shown the same list in the phase new-only as in the phase read-new
      And in the phase new-only, globex lists exactly its own jobs and gets each of them

    @OPS-05 @MUST @cap:phases @cap:backfill-verify @alone
    Scenario: A run that could not carry a job does not open the last phase
      Given the service is in the phase read-new
      And acme has 3 jobs in the old schema only
      And acme has a job in the old schema, whose key in the new one is a string
      And the service has left the phase new-only
      When the backfill runs and compares
      Then it does not end well
      And the service does not start in the phase new-only
      When what is in the place of a copy of acme's is taken away
      And the backfill runs and compares
      Then it ends well
      And the service starts in the phase new-only

    @OPS-05 @MUST @cap:phases @cap:backfill-reverse @alone
    Scenario: Carried back, the first phase can be entered again
      Given the service is in the phase dual-write
      And acme has 5 jobs in the new schema only
      And the service has left the phase legacy
      When the backfill runs in reverse
      Then it ends well
      And each job of acme has a copy that is its equal
      And the service starts in the phase legacy
      And in the phase legacy, acme lists exactly its own jobs and gets each of them

  Rule: Whoever goes back to the first phase begins anew

    The first phase writes to the old schema alone, where nobody would look any more: behind the place of a run, or after it.

    @BF-38 @MUST @cap:phases @alone @CWE-459
    Scenario: A run that stopped half-way, and the first phase after it
      Given the service is in the phase dual-write
      And acme has 120 jobs in the old schema only
      And the service has left the phase legacy
      When the backfill in steps of 10 is interrupted in the middle
      And the service is in the phase legacy
      And acme and globex enqueue 20 jobs in turn
      And the service is in the phase dual-write
      And the backfill runs
      Then it ends well
      And each job of acme has a copy that is its equal
      And each job of globex has a copy that is its equal

    @OPS-05 @MUST @cap:phases @cap:backfill-verify @alone
    Scenario: A complete run, and the first phase after it
      Given the service is in the phase read-new
      And acme has 3 jobs in the old schema only
      And the service has left the phase legacy
      And the service has left the phase new-only
      When the backfill runs and compares
      Then it ends well
      When the service is in the phase legacy
      And acme and globex enqueue 2 jobs in turn
      Then the service does not start in the phase new-only
      When the backfill runs and compares
      Then it ends well
      And the service starts in the phase new-only

  Rule: An old copy goes only when its equal is there

    @BF-36 @MUST @cap:cleanup @cap:backfill-verify @CWE-459
    Scenario: A cleanup before it was verified that every job was carried
      Given acme has 5 jobs in both schemas
      When the cleanup runs
      Then it does not end well
      And no key has changed
      And once it was verified that each job of acme was carried, it removes the old copies

    @BF-37 @MUST @cap:cleanup @cap:backfill-verify
    Scenario: A cleanup
      Given acme has 12 jobs in the old schema only
      When the backfill runs and compares
      And a new copy of acme's is of other content
      And the cleanup runs
      Then it does not end well
      And the old copies of acme's jobs are gone, but for the one that has no equal

    @BF-37 @MUST @cap:cleanup @cap:backfill-verify
    Scenario: A cleanup that is tried out
      Given acme has 12 jobs in the old schema only
      When the backfill runs and compares
      And the cleanup is tried out
      Then it ends well
      And no key has changed since
      And once it was verified that each job of acme was carried, it removes the old copies
