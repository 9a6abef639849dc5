@L1
Feature: Every request is judged on its own, however many share a connection

  Each request below bears its sender's own token, or none. An answer that would be right for another request on
  the same connection is wrong for this one.

  Rule: What one request on a connection showed counts for no other

    @AUTH-23 @MUST @CWE-488 @API2
    Scenario: Two workspaces and two strangers take turns on one connection
      Given acme has 2 jobs and globex has 3 jobs
      When acme, globex and two strangers take turns on one connection
      Then each is answered on its own token alone

    @HTTP-11 @MUST @CWE-488 @CWE-444 @API2
    Scenario: The same, each without waiting for the answer to the one before
      Given acme has 2 jobs and globex has 3 jobs
      When acme, globex and two strangers take turns on one connection without waiting
      Then each is answered on its own token alone

  Rule: Many requests at once do not mix

    @CON-04 @MUST @CWE-362 @CWE-488 @API1 @undisturbed
    Scenario: 200 requests of three workspaces at once, over shared connections
      Given acme has 2 jobs and globex has 3 jobs
      And initech has 1 job
      When acme, globex and initech send 200 requests at once
      Then each is answered on its own token alone

    @CON-04 @MUST @CWE-362 @CWE-488 @API1 @cap:http2 @undisturbed
    Scenario: 200 requests of three workspaces at once, over one HTTP/2 connection
      Given acme has 2 jobs and globex has 3 jobs
      And initech has 1 job
      When acme, globex and initech send 200 requests at once over one HTTP/2 connection
      Then each is answered on its own token alone

  Rule: It is of no account which version of HTTP carries a request

    @HTTP-13 @MUST @CWE-288 @API2 @cap:http2
    Scenario: No token, a bad one and two of them, beside good ones on one HTTP/2 connection
      Given acme has 2 jobs and globex has 3 jobs
      When acme and globex read their own over one HTTP/2 connection, where every operation is tried on acme's job with:
        | credentials                |
        | no Authorization header    |
        | an empty one               |
        | a bad token                |
        | acme's token and globex's  |
        | globex's token and acme's  |
      Then each is answered on its own token alone
