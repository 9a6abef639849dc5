@L1
Feature: Pages are a walk through the caller's own list, and a cursor opens nothing else

  Rule: A walk shows each job once and ends

    @PAG-01 @MUST @HIGH-4 @API1 @cap:cursor
    Scenario: Walking a list by pages of different sizes
      Given acme has 7 jobs and globex has 7 jobs
      When acme walks its list with these limits:
        | limit |
        | 1     |
        | 2     |
        | 3     |
        | 7     |
        | 100   |
      Then each walk shows each of acme's jobs once and no other

    @PAG-02 @MUST @HIGH-4 @cap:cursor
    Scenario: A walk takes no more pages than its jobs need, and one
      Given acme has 7 jobs and globex has 7 jobs
      When acme walks its list with these limits:
        | limit |
        | 2     |
        | 3     |
        | 7     |
      Then each walk ends in time

  Rule: A cursor works for the workspace and the list that it was made for

    @PAG-04 @MUST @CWE-639 @API1 @cap:cursor
    Scenario: A cursor in the hands of another workspace
      Given acme has 3 jobs and globex has 3 jobs
      And acme holds a cursor to its second page
      When globex lists jobs with acme's cursor
      Then globex is shown at most its own jobs

    @LST-04 @MUST @CRITICAL-2 @CWE-639 @cap:cursor
    Scenario: A good cursor does not excuse a foreign workspace_id
      Given acme has 3 jobs and globex has 3 jobs
      And acme holds a cursor to its second page
      When acme lists jobs with these queries:
        | query                                |
        | workspace_id=$GLOBEX&cursor=$CURSOR  |
      Then each request is refused as foreign

    @PAG-05 @MUST @CWE-345 @cap:cursor
    Scenario: A cursor that was tampered with, or is none
      Given acme has 3 jobs and globex has 1 job
      And acme holds a cursor to its second page
      When acme lists jobs with its cursor tampered with in every way
      Then each request is refused as invalid
