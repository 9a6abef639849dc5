@L1
Feature: Nothing beside the Authorization header says who the caller is

  Each request is tried on all three operations. A refusal counts only if acme, with a good token in its place, is served
  in the same breath, and has no job more than before. $ACME and $GLOBEX stand for the two workspaces' ids, $ACME_TOKEN
  and $GLOBEX_TOKEN for good tokens of theirs.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: A token anywhere but in the Authorization header is no token

    @AUTH-14 @MUST @CWE-598 @API2
    Scenario: A good token in some other place
      When every operation is tried on acme's job with a good token only in:
        | place                                  |
        | the query parameter access_token       |
        | the query parameter token              |
        | the form field access_token            |
        | the cookie access_token                |
        | the cookie token                       |
        | the header X-Auth-Token                |
        | the header Sec-WebSocket-Protocol      |
      Then each request is refused as unauthenticated

    @AUTH-26 @SHOULD @CWE-287 @API2
    Scenario: A good token for the proxy
      When every operation is tried on acme's job with these headers and no token:
        | header              | value              |
        | Proxy-Authorization | Bearer $ACME_TOKEN |
        | X-Authorization     | Bearer $ACME_TOKEN |
      Then each request is refused as unauthenticated

    @AUTH-13 @MUST @CWE-598 @CWE-436 @API2
    Scenario: Another workspace's token in the query, beside a good one in its place
      When acme uses every operation with this in the query as well:
        | query                      |
        | access_token=$GLOBEX_TOKEN |
        | token=$GLOBEX_TOKEN        |
      Then each request is served with what is acme's own, or refused as a bad request

    @AUTH-30 @MUST @CWE-436 @CWE-444 @API2
    Scenario: A space or a tab between the name of the header and its colon
      No header has such a name (RFC 9112 section 5.1). Whatever stands in front may pass it by, so nobody behind may
      read it.

      When every operation is tried on acme's job with a good token in a header named:
        | name           |
        | Authorization␠ |
        | Authorization␉ |
      Then each request is refused as unauthenticated, as a bad request or as too large, or the connection is closed

  Rule: No other header changes who the caller is

    @AUTH-15 @MUST @CWE-290 @API1 @API2
    Scenario: Headers that a proxy might have set, naming another workspace
      When acme uses every operation without and with each of these headers:
        | header            | value                 |
        | X-Workspace-Id    | $GLOBEX               |
        | X-Tenant-ID       | $GLOBEX               |
        | X-User-Id         | $GLOBEX               |
        | X-Forwarded-User  | $GLOBEX               |
        | X-Original-URL    | the list of $GLOBEX   |
        | X-Rewrite-URL     | the list of $GLOBEX   |
        | X-Amzn-Oidc-Data  | $GLOBEX               |
        | X-Amzn-Oidc-Data  | $GLOBEX_TOKEN         |
      Then each answer is the same as without the header
      And each request is served with what is acme's own
      And globex lists exactly its own 1 job

    @AUTH-16 @MUST @CWE-290 @API1 @API2
    Scenario Outline: Headers that a proxy might have set, and no token (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these headers and no token:
        | header           | value       |
        | X-Workspace-Id   | $ACME       |
        | X-Tenant-ID      | $ACME       |
        | X-User-Id        | $ACME       |
        | X-Forwarded-User | $ACME       |
        | Remote-User      | $ACME       |
        | X-Amzn-Oidc-Data | $ACME_TOKEN |
        | X-Amzn-Oidc-Accesstoken | $ACME_TOKEN |
        | X-Forwarded-For  | 127.0.0.1   |
        | X-Original-URL   | /health     |
      Then each request is refused as unauthenticated

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-28 @MUST @CWE-290 @API2
    Scenario: Headers that name another host or method
      When acme uses every operation with these headers before its token:
        | header                 | value                    |
        | X-Forwarded-Host       | $GLOBEX.example          |
        | Forwarded              | host=$GLOBEX.example     |
        | X-HTTP-Method-Override | DELETE                   |
        | X-Method-Override      | PUT                      |
        | Host                   | $GLOBEX.example          |
      Then each request is served with what is acme's own, or refused as a bad request

    @AUTH-31 @MUST @CWE-287 @API2
    Scenario: A Connection header that names the header of the token
      Whatever stands in front takes out what it names (RFC 9110 section 7.6.1). A request that lost its token so is a
      stranger's, and not one that comes from inside.

      When acme uses every operation with these headers before its token:
        | header     | value                |
        | Connection | close, Authorization |
        | Connection | authorization, close |
      Then each request is served with what is acme's own, or refused as unauthenticated
