@L1
Feature: The rules hold whatever the method, the spelling of the path, or the framing of a request

  Rule: Only the methods of the contract do anything

    @HTTP-01 @MUST @CWE-650 @API9
    Scenario Outline: The method <method> on the path of every operation
      Given acme has 1 job and globex has 1 job
      When acme and a stranger send <method> to the path of every operation
      Then each is answered that there is no such method, or the stranger that it is unknown

      Examples:
        | method   |
        | PUT      |
        | PATCH    |
        | DELETE   |
        | TRACE    |
        | PROPFIND |

    @HTTP-01 @MUST @CWE-441 @API9
    Scenario: CONNECT opens nothing
      Given acme has 1 job and globex has 1 job
      When acme and a stranger ask to be connected with:
        | what                        |
        | the target itself           |
        | another host                |
        | the path of every operation |
      Then nobody is connected

    @HTTP-03 @MUST @CWE-650 @API1
    Scenario: HEAD is judged as GET is
      Given acme has 1 job and globex has 1 job
      When GET and HEAD are sent side by side:
        | who        | what                                |
        | acme       | its list                            |
        | acme       | its job                             |
        | acme       | a job of globex                     |
        | acme       | a list with the workspace of globex |
        | a stranger | a list                              |
        | a stranger | a job of globex                     |
      Then each HEAD has the status of its GET, and no body

  Rule: Another spelling of a path opens nothing that the path itself keeps shut

    @HTTP-04 @MUST @CWE-288 @API9
    Scenario: Spellings that some part of a service may take for the list
      Given acme has 1 job and globex has 1 job
      When acme and a stranger ask for these paths, $LIST being the list's:
        | path                 |
        | $UPPER_LIST          |
        | /$LIST               |
        | /.$LIST              |
        | /x/..$LIST           |
        | $LIST;x              |
        | $LIST%2F             |
        | $LIST%00             |
        | $LIST.json           |
        | $LIST/               |
        | /v1$LIST             |
        | /internal$LIST       |
        | /admin$LIST          |
        | $ENCODED_LIST        |
      Then the stranger is let in nowhere, and acme sees at most its own

    @HTTP-09 @MUST @CWE-1287 @API3
    Scenario: Parameters that no operation has
      Given acme has 1 job and globex has 1 job
      When acme uses every operation with this in the query as well:
        | query                   |
        | all=true                |
        | admin=1                 |
        | debug=1                 |
        | tenant_id=$GLOBEX       |
        | workspace=$GLOBEX       |
        | WORKSPACE_ID=$GLOBEX    |
        | workspace_id[]=$GLOBEX  |
        | user=$GLOBEX            |
        | _method=DELETE          |
      Then each request is served with what is acme's own, or refused as a bad request

  Rule: Framing that can be read in two ways is read in none

    @HTTP-05 @SHOULD @CWE-444 @API8
    Scenario: One request that may be taken for two
      Behind the body of an execute by acme stands a list by globex, and it depends on the reading whether that is a
      request of its own.

      Given acme has 1 job and globex has 1 job
      When acme executes with a framing of two meanings:
        | framing                                          |
        | two different lengths                            |
        | a length with a sign                             |
        | a length and chunks                              |
        | chunks, twice                                    |
        | an encoding that only looks like chunks          |
        | a chunk whose size is no number                  |
        | a space before the colon of the length           |
      Then no request is answered twice

    @HTTP-10 @MUST @CWE-444 @CWE-290
    Scenario: A request target that names a host of its own
      Given acme has 1 job and globex has 1 job
      When a stranger asks for every operation by an absolute target:
        | host            |
        | the target's    |
        | globex.example  |
        | 127.0.0.1       |
      Then no answer lets the stranger in

    @HTTP-12 @SHOULD @CWE-436 @CWE-444
    Scenario: A request with no Host header, or with two
      Whatever stands in front goes by one of them, and what is behind may go by the other (RFC 9112 section 3.2).

      Given acme has 1 job and globex has 1 job
      When acme uses every operation naming these hosts:
        | first          | second         |
        | nothing        | nothing        |
        | the target's   | globex.example |
        | globex.example | the target's   |
      Then each request is refused as a bad request, or the connection is closed

    @HTTP-08 @SHOULD @CWE-770 @API4
    Scenario Outline: A query longer than anybody needs
      Given acme has 1 job and globex has 1 job
      When acme lists jobs with a query of <bytes> bytes
      Then each request is refused as too large, or as a bad request

      Examples:
        | bytes |
        | 16384 |
        | 60000 |

  Rule: What is answered is JSON, and says so

    @HTTP-07 @SHOULD @CWE-436 @API8
    Scenario: Answers and refusals of every kind
      Given acme has 1 job and globex has 1 job
      When acme uses every operation once, and is refused once
      And acme is refused in every way
      Then each answer with a body says that it is JSON
