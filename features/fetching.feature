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
