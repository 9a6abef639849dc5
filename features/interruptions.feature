@L2 @cap:phases @alone
Feature: A line to the store that breaks, or a copy that moves at the wrong moment, loses nothing and shows nothing stale

  The suite stands between the service and its Redis, and cuts or holds up the commands that pass.

  Rule: An execute is stored whole or not at all, wherever it is interrupted

    @DW-03 @MUST @CWE-662
    Scenario Outline: The line is cut after each command of an execute, in the phase <phase>
      Given the service is in the phase <phase>, on a line to its store that can be cut
      And acme has 1 job and globex has 1 job
      When acme executes again and again, the line being cut one command later each time
      Then of each of these executes everything is stored, or nothing
      And acme lists exactly its own jobs and gets each of them

      Examples:
        | phase      |
        | legacy     |
        | dual-write |
        | read-new   |
        | new-only   |

  Rule: A store that cannot be read is never taken for one that holds nothing

    @LST-29 @GET-28 @MUST @CWE-636
    Scenario Outline: The store is away, in the phase <phase>
      Given the service is in the phase <phase>, on a line to its store that can be cut
      And acme has 3 jobs and globex has 1 job
      Then while the line is down, neither acme's list nor a job of acme's is taken for nothing
      And acme lists exactly its own jobs and gets each of them

      Examples:
        | phase      |
        | legacy     |
        | dual-write |
        | read-new   |
        | new-only   |

    @LST-30 @GET-28 @MUST @CWE-252
    Scenario Outline: The store goes away in the middle of a <reading>, in the phase <phase>
      Given the service is in the phase <phase>, on a line to its store that can be cut
      And acme has 3 jobs and globex has 1 job
      Then wherever the line is cut, acme's <reading> is whole or refused
      And acme lists exactly its own jobs and gets each of them

      Examples:
        | reading | phase    |
        | list    | read-new |
        | list    | new-only |
        | job     | read-new |
        | job     | new-only |

  Rule: A copy that cannot be read is not replaced by one that may be older

    @RR-09 @SHOULD @CWE-636
    Scenario: The new copy cannot be read
      Given the service is in the phase read-new, on a line to its store that can be cut
      And acme has a job whose new copy is completed and whose old copy is pending
      When the line is cut whenever the new copy of acme's job is asked for
      Then acme is shown that job as completed, or told that it cannot be read

  Rule: A copy that moves between two looks is found

    @RR-14 @SHOULD @CWE-367
    Scenario Outline: A job moves from the <from> schema to the <to> between two looks, in the phase <phase>
      Given the service is in the phase <phase>, on a line to its store that can be cut
      And acme has 1 job in the <from> schema only
      When acme's job moves from the <from> schema to the <to> before the second look for it
      Then acme was shown that job

      Examples:
        | phase      | from | to  |
        | read-new   | old  | new |
        | dual-write | new  | old |
