@L2 @cap:phases @cap:worker @alone
Feature: A change of status reaches every copy of the job, no other job, and only once

  A worker of the service takes what waits in the queue. It may be in another phase than the replica that enqueued, one step away.

  Rule: An outcome is the same in both copies, and whoever asks is told

    @DW-05 @DW-09 @DW-11 @RR-16 @LEAK-08 @MUST
    Scenario Outline: Jobs enqueued in the phase <one> and carried out in the phase <other>
      Given the service is in the phase <one>
      And acme has 2 jobs and globex has 1 job
      When a worker in the phase <other> has carried out what waits
      Then both copies of each job of acme are there, and equal
      And each job of acme is shown as completed, in its list and by its id
      And each job of globex is shown as completed, in its list and by its id

      Examples:
        | one        | other      |
        | dual-write | dual-write |
        | dual-write | read-new   |
        | read-new   | dual-write |
        | read-new   | new-only   |

    @DW-14 @MUST
    Scenario: A job that was carried out one phase back is shown as it is
      Given the service is in the phase dual-write
      And acme has 1 job and globex has 1 job
      And a worker in the phase legacy has carried out what waits
      When the service is in the phase read-new
      Then each job of acme is shown as completed, in its list and by its id

    @PAG-17 @MUST @cap:cursor
    Scenario: Jobs whose status changes while a list is walked
      Given the service is in the phase read-new
      And acme has 5 jobs and globex has 1 job
      Then a walk of acme's list by 2, during which a worker carries them out, shows each job once

  Rule: Nothing is made that was not there

    @DW-06 @MUST
    Scenario: A job without a new copy is carried out where both are written
      Given the service is in the phase legacy
      And acme has 2 jobs and globex has 1 job
      When a worker in the phase dual-write has carried out what waits
      Then each job of acme is in the old schema, and not in the other
      And each job of acme is shown as completed, in its list and by its id

    @DW-12 @DW-16 @SHOULD
    Scenario: A job that is gone before the worker comes to it
      Given the service is in the phase dual-write
      And a job of acme waits whose hash is gone
      And globex has 8 jobs
      When a worker in the phase dual-write has carried out what waits
      Then nothing of them is there, and acme is shown none of them
      And each job of globex is shown as completed, in its list and by its id

  Rule: Another workspace's job is not touched, and an end is an end

    @DW-08 @MUST @CWE-639
    Scenario: The old key of a job holds another workspace's job
      Given the service is in the phase read-new
      And acme has 1 job and globex has 1 job
      And the old copy of acme's job has become globex's
      When a worker in the phase read-new has carried out what waits
      Then the copy that is globex's is as it was, and acme's job is completed

    @DW-10 @SHOULD
    Scenario: A job that has ended before the worker comes to it
      Given the service is in the phase dual-write
      And acme has 1 job and globex has 1 job
      And the job of acme has ended as failed before the worker comes to it
      When a worker in the phase dual-write has carried out what waits
      Then each job of acme is shown as failed, in its list and by its id
      And both copies of each job of acme are there, and equal

  Rule: A worker may be killed at any time

    @DW-18 @MUST @CWE-662
    Scenario: Workers that are killed while they are at it
      Given the service is in the phase dual-write
      And globex has 2 jobs
      When a worker in the phase dual-write is killed at one command after the other, each time with a job more of acme's, and another then carries out what waits
      Then both copies of each job of acme are there, and equal
      And each job of acme is shown as completed, in its list and by its id
