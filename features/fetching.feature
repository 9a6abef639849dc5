@L1
Feature: A job is shown to its own workspace, and does not exist for any other

  Every request below bears a good token with both scopes. $JOB stands for the id of the job in question, and
  $JOB_TWICE for the same with each byte percent-encoded twice; $ACME stands for the owner's id. What follows
  /ai/jobs/ in the path is sent as written. A refusal counts only if the owner gets the job in the same breath.

  Rule: The owner gets the job that it asked for

    @GET-01 @MUST
    Scenario: Getting one's own jobs
      Given acme has 3 jobs and globex has 1 job
      Then acme gets each of its jobs under its own id

  Rule: Another workspace's job cannot be told from one that never existed

    @GET-02 @MUST @CWE-639 @API1
    Scenario: Getting another workspace's job
      Given acme has 2 jobs and globex has 1 job
      When globex gets these, $JOB being a job of acme:
        | path |
        | $JOB |
      Then each request is refused as not found

    @GET-03 @MUST @CWE-203 @CWE-204 @API1
    Scenario: Another's job, one that never existed, and an id of another make
      Given acme has 1 job and globex has 1 job
      When globex gets a job of acme, one that never existed, and one with an id of another make
      Then each request is refused as not found
      And no answer tells which of them exists

  Rule: An id is compared as a whole, after one decoding, and never interpreted

    @GET-13 @MUST @CWE-943
    Scenario Outline: A job's id with a workspace or a delimiter joined to it
      Given acme has 1 job and globex has 1 job
      When <caller> gets these, $JOB being a job of acme:
        | path                  |
        | $ACME%3A$JOB          |
        | $ACME:$JOB            |
        | $JOB%3A               |
        | %3A$JOB               |
        | ai%3Ajob%3A$ACME%3A$JOB |
      Then each request is refused as not found

      Examples:
        | caller |
        | globex |
        | acme   |

    @GET-14 @MUST @CWE-22
    Scenario: A job's id that is a path
      Given acme has 1 job and globex has 1 job
      When acme gets these, $JOB being a job of acme:
        | path                |
        | ..%2fjobs           |
        | ..%2f..%2fai%2fjobs |
        | %2e%2e%2fjobs       |
        | ..%2fjobs%2f$JOB    |
        | .%2f$JOB            |
        | ..;/jobs            |
        | /$JOB               |
        | %2F$JOB             |
      Then each request is refused as not found, or as invalid

    @GET-15 @MUST @CWE-174
    Scenario: A job's id encoded twice
      Given acme has 1 job and globex has 1 job
      When acme gets these, $JOB being a job of acme:
        | path           |
        | $JOB_TWICE     |
        | %252F$JOB      |
        | %25%33%41$JOB  |
      Then each request is refused as not found

    @GET-16 @MUST @CWE-943
    Scenario: A pattern in the place of an id
      Given acme has 1 job and globex has 1 job
      When acme gets these, $JOB being a job of acme:
        | path           |
        | *              |
        | %2A            |
        | %3F            |
        | [a-z0-9]*      |
        | %5Ba-f0-9%5D*  |
        | %5C*           |
        | $JOB*          |
      Then each request is refused as not found

    @GET-17 @MUST @CWE-93 @CWE-158 @CWE-176
    Scenario: Control bytes and bytes that are no text
      Given acme has 1 job and globex has 1 job
      When acme gets these, $JOB being a job of acme:
        | path                       |
        | %00                        |
        | $JOB%00                    |
        | $JOB%00x                   |
        | $JOB%0a                    |
        | %0d%0aX-Injected:1         |
        | $JOB%0d%0aX-Injected:%201  |
        | %ff                        |
        | $JOB%ff                    |
        | %c0%af$JOB                 |
      Then each request is refused as not found, or as invalid
      And no answer has the header X-Injected

    @GET-18 @MUST @CWE-22 @API9
    Scenario: No id at all
      Given acme has 1 job and globex has 1 job
      When acme and a stranger ask for these paths, $LIST being the list's:
        | path                              |
        | $LIST/                            |
        | $LIST//                           |
        | $LIST/?workspace_id=$GLOBEX       |
        | $LIST/%20                         |
      Then the stranger is let in nowhere, and acme sees at most its own

    @GET-19 @MUST @CWE-770 @API4
    Scenario Outline: An id of <bytes> bytes
      Given acme has 1 job and globex has 1 job
      When acme gets an id of <bytes> bytes
      Then each request is refused as not found, or as too large

      Examples:
        | bytes |
        | 129   |
        | 8192  |
        | 65536 |

  Rule: Nothing beside the id makes another workspace's job visible

    @GET-07 @MUST @CWE-639 @API1
    Scenario: Another workspace in the query, for a job of one's own
      Given acme has 1 job and globex has 1 job
      When acme gets these, $JOB being a job of acme:
        | path                        |
        | $JOB?workspace_id=$GLOBEX   |
        | $JOB?workspace_id=          |
      Then each request is served with what is acme's own, or refused as foreign

    @GET-07 @MUST @CWE-639 @API1
    Scenario: The owner's workspace in the query, for another's job
      Given acme has 1 job and globex has 1 job
      When globex gets these, $JOB being a job of acme:
        | path                                          |
        | $JOB?workspace_id=$ACME                       |
        | $JOB?workspace_id=$ACME&workspace_id=$GLOBEX  |
        | $JOB?workspace_id=$GLOBEX&workspace_id=$ACME  |
      Then each request is refused as not found, or as foreign

    @GET-23 @MUST @CWE-203 @CWE-204 @API1
    Scenario: HEAD for another's job and for one that never existed
      Given acme has 1 job and globex has 1 job
      When globex sends HEAD for a job of acme and one that never existed
      Then each request is refused as not found
      And no answer tells which of them exists

    @GET-24 @MUST @CWE-203 @API1
    Scenario: Conditions and ranges
      A condition must not be judged before it is known whose job it is.

      Given acme has 1 job and globex has 1 job
      When globex gets a job of acme with these headers:
        | header              | value                         |
        | If-None-Match       | *                             |
        | If-None-Match       | what the owner was given      |
        | If-Match            | *                             |
        | If-Modified-Since   | Fri, 01 Jan 2100 00:00:00 GMT |
        | If-Unmodified-Since | Thu, 01 Jan 1970 00:00:00 GMT |
        | Range               | bytes=0-3                     |
      Then each request is refused as not found

    @GET-25 @SHOULD @CWE-208 @API1
    Scenario: Another's job takes no longer to refuse than one that never existed
      Given acme has 1 job and globex has 1 job
      Then globex cannot tell by the time a job of acme from ones that never existed
