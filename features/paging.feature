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

    @PAG-07 @MUST @CWE-1287 @cap:cursor
    Scenario: Cursors that some services would take for places
      Given acme has 3 jobs and globex has 1 job
      When acme lists jobs with these queries:
        | query                             |
        | limit=1&cursor=0                  |
        | limit=1&cursor=1                  |
        | limit=1&cursor=17                 |
        | limit=1&cursor=-1                 |
        | limit=1&cursor=18446744073709551616 |
        | limit=1&cursor=new:5:old:9        |
        | limit=1&cursor=new:-5:old:1       |
        | limit=1&cursor=%C2%B2             |
        | limit=1&cursor=%D9%A3             |
        | limit=1&cursor=%00                |
        | limit=1&cursor=null               |
      Then each request is refused as invalid

    @PAG-08 @MUST @CWE-235 @cap:cursor
    Scenario: A cursor twice, and an empty one
      Given acme has 3 jobs and globex has 1 job
      And acme holds a cursor to its second page
      When acme lists jobs with these queries:
        | query                                 |
        | limit=1&cursor=$CURSOR&cursor=$CURSOR |
        | limit=1&cursor=&cursor=$CURSOR        |
      Then each request is refused as invalid

    @PAG-08 @MUST @cap:cursor
    Scenario: An empty cursor is invalid, or the beginning
      Given acme has 3 jobs and globex has 1 job
      When acme lists jobs with these queries:
        | query           |
        | limit=1&cursor= |
      Then each request is refused as invalid, or shows acme's first page

    @PAG-09 @SHOULD @API1 @cap:cursor
    Scenario: A cursor with another limit or filter
      Given acme has 4 jobs and globex has 2 jobs
      And acme holds a cursor to its second page
      When acme lists jobs with these queries:
        | query                         |
        | limit=2&cursor=$CURSOR        |
        | limit=100&cursor=$CURSOR      |
        | status=pending&cursor=$CURSOR |
        | cursor=$CURSOR                |
      Then each request is refused as invalid, or goes on in acme's own list

  Rule: A cursor tells nothing of other workspaces

    @PAG-10 @SHOULD @CWE-200 @API3 @cap:cursor
    Scenario: What a cursor holds
      Given acme has 3 jobs and globex has 3 jobs
      And acme holds a cursor to its second page
      Then acme's cursor holds no id of globex, in whatever encoding

  Rule: A walk stays right while lists grow

    @PAG-13 @MUST @CWE-362 @API1 @cap:cursor
    Scenario: Jobs enqueued during a walk
      Given acme has 6 jobs and globex has 6 jobs
      When acme walks its list by 2 while acme and globex enqueue more
      Then the walk shows each job that was there before once, and none of globex

    @PAG-12 @SHOULD @CWE-203 @cap:cursor
    Scenario: No page is empty while jobs remain
      Given acme has 6 jobs and globex has 6 jobs
      When acme walks its list with these limits:
        | limit |
        | 1     |
        | 2     |
        | 4     |
      Then no page is empty while jobs remain

    @PAG-19 @MUST @CWE-193 @cap:cursor
    Scenario: A page that holds the last job
      Given acme has 4 jobs and globex has 4 jobs
      When acme walks its list with these limits:
        | limit |
        | 2     |
        | 4     |
        | 5     |
      Then each walk ends with its last job
