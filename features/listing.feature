@L1
Feature: A list shows the caller's workspace and nothing else

  Every request below bears a good token with both scopes; its workspace is the only one it may see. The
  workspace_id parameter is no choice of workspace: it may repeat the token's, or be left out. A refusal counts
  only if the caller and the owners are served in the same breath and have no job more or less than before.
  $ACME and $GLOBEX stand for the workspaces' ids; _ENCODED behind one means that each of its bytes is
  percent-encoded, _TWICE that it is so twice.

  Rule: Without a workspace_id, a list is the caller's workspace

    @LST-01 @MUST @HIGH-4 @CWE-639 @API1 @plan:test_list_jobs_enforces_workspace_isolation
    Scenario: Two workspaces list their jobs
      Given acme has 3 jobs and globex has 3 jobs
      Then acme lists exactly its own 3 jobs
      And globex lists exactly its own 3 jobs

    @LST-17 @MUST
    Scenario: A workspace without jobs lists none
      Given globex has 2 jobs
      Then acme lists exactly its own 0 jobs

    @LST-19 @MUST @CWE-943 @API1
    Scenario: A workspace whose id another's begins with
      Given acme has 2 jobs and acme's prefix has 2 jobs
      Then acme lists exactly its own 2 jobs
      And acme's prefix lists exactly its own 2 jobs

    @LST-26 @MUST @HIGH-4
    Scenario: More jobs than the limit
      Given acme has 7 jobs and globex has 2 jobs
      Then a list of acme with one of these limits holds just that many, the newest first:
        | limit |
        | 1     |
        | 3     |
        | 6     |

  Rule: The caller may name its own workspace

    @LST-02 @MUST @CRITICAL-2 @plan:test_list_jobs_allows_same_workspace_query
    Scenario: Asking for one's own jobs by name
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query              |
        | workspace_id=$ACME |
      Then each request is served with what is acme's own

    @LST-07 @MUST @CWE-172 @CWE-174
    Scenario: The caller's workspace, percent-encoded once
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query                      |
        | workspace_id=$ACME_ENCODED |
      Then each request is served with what is acme's own

    @LST-07 @MUST @CWE-172 @CWE-174 @CWE-178
    Scenario: What becomes the caller's workspace only by decoding twice, trimming, cutting or folding
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query                          |
        | workspace_id=$ACME_TWICE       |
        | workspace_id=$ACME%20          |
        | workspace_id=%20$ACME          |
        | workspace_id=$ACME%0A          |
        | workspace_id=$ACME%00          |
        | workspace_id=$ACME_IN_CAPITALS |
        | workspace_id=$ACME%E2%80%8D    |
        | workspace_id=%EF%BD%97$ACME    |
      Then each request is refused as foreign

  Rule: A workspace_id that is not the token's is refused, whether or not such a workspace exists

    @LST-03 @MUST @CRITICAL-2 @CWE-639 @API1 @plan:test_list_jobs_rejects_cross_workspace_query
    Scenario: Asking for another workspace's jobs
      Given acme has 2 jobs and globex has 2 jobs
      When globex lists jobs with these queries:
        | query              |
        | workspace_id=$ACME |
      Then each request is refused as foreign

    @LST-04 @MUST @CRITICAL-2 @CWE-639 @API1
    Scenario: Asking for another workspace's jobs among other parameters
      Given acme has 2 jobs and globex has 2 jobs
      When globex lists jobs with these queries:
        | query                                     |
        | workspace_id=$ACME&status=pending         |
        | status=pending&workspace_id=$ACME         |
        | workspace_id=$ACME&limit=5                |
        | limit=5&workspace_id=$ACME&status=pending |
      Then each request is refused as foreign

    @LST-05 @MUST @CRITICAL-2 @CWE-204
    Scenario: Another workspace and one that never existed are refused in the same words
      Given acme has 2 jobs and globex has 1 job
      When globex lists jobs of acme and of a workspace that never existed
      Then each request is refused as foreign
      And no answer tells which of them exists

    @LST-06 @MUST @CRITICAL-2 @CWE-639
    Scenario: An empty workspace_id
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query                        |
        | workspace_id=                |
        | workspace_id=&status=pending |
      Then each request is refused as foreign, or as invalid

    @LST-10 @MUST @CWE-943 @CRITICAL-2 @API1
    Scenario: Patterns and lists in the place of a workspace
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query                                |
        | workspace_id=*                       |
        | workspace_id=%2A                     |
        | workspace_id=wt*                     |
        | workspace_id=%5Ba-z%5D*              |
        | workspace_id=$ACME*                  |
        | workspace_id=$ACME,$GLOBEX           |
        | workspace_id=$ACME%7C$GLOBEX         |
        | workspace_id=$ACME;workspace_id=$GLOBEX |
        | workspace_id=$ACME%26workspace_id=$GLOBEX |
        | workspace_id=null                    |
        | workspace_id=undefined               |
      Then each request is refused as foreign

    @LST-08 @MUST @CWE-235 @API1
    Scenario: workspace_id twice
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query                                   |
        | workspace_id=$ACME&workspace_id=$GLOBEX |
        | workspace_id=$GLOBEX&workspace_id=$ACME |
      Then each request is refused as invalid, or as foreign

    @LST-08 @MUST @CWE-235 @API1
    Scenario: The caller's own workspace_id twice
      Given acme has 2 jobs and globex has 2 jobs
      When acme lists jobs with these queries:
        | query                                 |
        | workspace_id=$ACME&workspace_id=$ACME |
      Then each request is refused as invalid

  Rule: Filters and limits narrow the caller's own list, and never widen it

    @LST-12 @MUST @API1 @cap:status-filter
    Scenario: Listing by status
      Given acme has 3 jobs and globex has 3 jobs
      Then each status lists exactly the jobs of acme that are in it

    @LST-14 @MUST @CWE-1284 @API4
    Scenario: A limit that is no number from 1 to 100
      Given acme has 2 jobs and globex has 1 job
      When acme lists jobs with these queries:
        | query                      |
        | limit=0                    |
        | limit=-1                   |
        | limit=101                  |
        | limit=1000000000000        |
        | limit=18446744073709551616 |
        | limit=abc                  |
        | limit=1.5                  |
        | limit=                     |
        | limit=%2B5                 |
        | limit=0x10                 |
        | limit=%D9%A3               |
        | limit=1&limit=2            |
      Then each request is refused as invalid

    @LST-13 @MUST @CWE-20 @API1 @cap:status-filter
    Scenario: A status that is none
      Given acme has 2 jobs and globex has 1 job
      When acme lists jobs with these queries:
        | query                         |
        | status=nonsense               |
        | status=                       |
        | status=PENDING                |
        | status=pend*                  |
        | status=*                      |
        | status=pending%00             |
        | status=pending,failed         |
        | status=pending&status=failed  |
      Then each request is refused as invalid, or shows nothing

    @LST-15 @MUST @CWE-1284 @API4
    Scenario: A limit below nothing
      Given acme has 3 jobs and globex has 3 jobs
      When acme lists jobs with these queries:
        | query                       |
        | limit=-1                    |
        | limit=-2                    |
        | limit=-100                  |
        | limit=-9223372036854775808  |
        | limit=%E2%88%921            |
      Then each request is refused as invalid

    @LST-16 @MUST @CWE-770 @API4
    Scenario: More jobs than a page may hold
      Given acme has more jobs than a page may hold
      Then a list of acme holds as many jobs as documented, without a limit and with the largest

  Rule: A list tells what is documented of a job, and nothing else

    @LST-18 @MUST @CWE-200 @API3
    Scenario: The members of a job
      Given acme has 2 jobs and globex has 1 job
      Then each job that acme lists and gets has only documented members
