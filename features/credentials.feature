@L1
Feature: Only a bearer token in the Authorization header opens a workspace

  The three operations are: list the jobs, get one job by its id, execute (enqueue a job). "Every operation" below
  means that each of the three was tried, the latter two on the very job and workspace that the good token opens.
  A refusal counts only if acme, with a good token, is served in the same breath, and has no job more than before.
  $ACME and $GLOBEX stand for the two workspaces' ids, $ACME_TOKEN and $GLOBEX_TOKEN for good tokens of theirs;
  ␠ is a space.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: A request without credentials is told to authenticate, and blamed for nothing

    @AUTH-01 @MUST @CWE-306 @API2
    Scenario Outline: No Authorization header at all (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job without an Authorization header
      Then each request is refused as unauthenticated, and blamed for nothing

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-02 @MUST @CWE-306 @API2
    Scenario Outline: An Authorization header with nothing in it (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization |
        |               |
      Then each request is refused as unauthenticated, and blamed for nothing

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-03 @MUST @CWE-306 @API2
    Scenario Outline: The word Bearer with no token behind it (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization |
        | Bearer        |
        | Bearer␠       |
        | Bearer␠␠␠     |
      Then each request is refused as unauthenticated

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-25 @MUST @CWE-306 @API5 @API9 @cap:api-description
    Scenario: Every operation that the service says it has
      When a stranger tries every operation that the API description names
      Then each is refused as unauthenticated, or has no such method
      And the description names no operation that nobody judges

  Rule: The token stands alone behind the word Bearer

    @AUTH-05 @MUST @API2 @plan:test_get_authenticated_workspace_valid_token
    Scenario: The word Bearer in any letter case, before a good token
      When acme uses every operation with these Authorization headers:
        | Authorization      |
        | Bearer $ACME_TOKEN |
        | bearer $ACME_TOKEN |
        | BEARER $ACME_TOKEN |
        | bEaReR $ACME_TOKEN |
      Then each request is served with what is acme's own

    @AUTH-04 @MUST @CWE-287 @API2
    Scenario Outline: A good token with no word before it (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization |
        | $ACME_TOKEN   |
      Then each request is refused as unauthenticated

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-06 @MUST @CWE-287 @API2
    Scenario Outline: A good token behind another word (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization      |
        | Basic $ACME_TOKEN  |
        | Token $ACME_TOKEN  |
        | JWT $ACME_TOKEN    |
        | DPoP $ACME_TOKEN   |
        | Digest $ACME_TOKEN |
      Then each request is refused as unauthenticated

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-07 @MUST @CWE-287 @API2
    Scenario Outline: The word Bearer twice before a good token (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization             |
        | Bearer Bearer $ACME_TOKEN |
      Then each request is refused as unauthenticated

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-09 @MUST @CWE-436 @API2
    Scenario Outline: More than a token behind the word Bearer (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization                            |
        | Bearer $ACME_TOKEN $GLOBEX_TOKEN         |
        | Bearer $GLOBEX_TOKEN $ACME_TOKEN         |
        | Bearer $ACME_TOKEN,$GLOBEX_TOKEN         |
        | Bearer $ACME_TOKEN, Bearer $GLOBEX_TOKEN |
        | Bearer $ACME_TOKEN;x=1                   |
        | Bearer $ACME_TOKEN x                     |
      Then each request is refused as unauthenticated, or as a bad request

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-10 @SHOULD @API2
    Scenario: Several spaces between the word and the token
      When acme uses every operation with these Authorization headers:
        | Authorization          |
        | Bearer␠␠$ACME_TOKEN    |
        | Bearer␠␠␠␠$ACME_TOKEN  |
      Then each request is served with what is acme's own, or refused as unauthenticated

    @AUTH-10 @SHOULD @CWE-436 @API2
    Scenario: A tab between the word and the token
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization       |
        | Bearer␉$ACME_TOKEN  |
        | Bearer␠␉$ACME_TOKEN |
      Then each request is refused as unauthenticated, or as a bad request

    @AUTH-17 @MUST @API2
    Scenario Outline: The name of the header in any letter case
      When acme uses every operation with the name of the Authorization header spelled:
        | name   |
        | <name> |
      Then each request is served with what is acme's own

      Examples:
        | name          |
        | Authorization |
        | authorization |
        | AUTHORIZATION |
        | aUtHoRiZaTiOn |

    @AUTH-18 @MUST @CWE-93 @CWE-158 @API2
    Scenario: Bytes that no header may hold, behind or before a good token
      When every operation is tried on acme's job with a good token and:
        | bytes                               |
        | a NUL behind it                     |
        | a NUL before it                     |
        | a byte above ASCII behind it        |
        | a letter of UTF-8 behind it         |
        | a bare carriage return behind it    |
        | a bare line feed and more behind it |
      Then each request is refused as unauthenticated, as a bad request or as too large, or the connection is closed

    @AUTH-29 @MUST @CWE-436 @CWE-444 @API2
    Scenario: A header folded over two lines
      Such a header is obsolete (RFC 9112 section 5.2): it is refused, or its fold is read as a space.

      When every operation is tried on acme's job with a good token and:
        | bytes                                  |
        | a folded line with another's behind it |
      Then each request is refused as unauthenticated, as a bad request or as too large, or the connection is closed

    @AUTH-19 @MUST @CWE-770 @API4
    Scenario Outline: Tokens too long for anybody to read
      When every operation is tried on acme's job with tokens of these lengths:
        | bytes   |
        | <bytes> |
      Then each request is refused as unauthenticated, as a bad request or as too large, or the connection is closed

      Examples:
        | bytes   |
        | 65536   |
        | 1048576 |

    @AUTH-22 @MUST @CWE-798 @API2
    Scenario Outline: Keys that stand in examples, tests and previews (<operation>)
      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these Authorization headers:
        | Authorization            |
        | Bearer demo              |
        | Bearer test              |
        | Bearer admin             |
        | Bearer secret            |
        | Bearer changeme          |
        | Bearer preview           |
        | Bearer preview-key       |
        | Bearer dev-token         |
        | Bearer null              |
        | Bearer undefined         |
        | Bearer 0                 |
        | Bearer $ACME             |
      Then each request is refused as unauthenticated

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

  Rule: Two Authorization headers are none

    @AUTH-11 @MUST @CWE-436 @API2
    Scenario Outline: Good tokens of two workspaces in one request (<operation>)
      The server must not pick one: whatever stands in front of it may pick the other.

      Given the only operation in question is <operation>
      When every operation is tried on acme's job with these pairs of Authorization headers:
        | first                | second               |
        | Bearer $ACME_TOKEN   | Bearer $GLOBEX_TOKEN |
        | Bearer $GLOBEX_TOKEN | Bearer $ACME_TOKEN   |
      Then each request is refused as unauthenticated, or as a bad request

      Examples:
        | operation |
        | list      |
        | get       |
        | execute   |

    @AUTH-12 @SHOULD @CWE-436 @API2
    Scenario: The same good token in two headers
      When every operation is tried on acme's job with these pairs of Authorization headers:
        | first              | second             |
        | Bearer $ACME_TOKEN | Bearer $ACME_TOKEN |
      Then each request is refused as unauthenticated, or as a bad request

    @AUTH-27 @MUST @CWE-436 @API2
    Scenario: A good token beside an Authorization header of another make
      When every operation is tried on acme's job with these pairs of Authorization headers:
        | first                | second               |
        | Bearer $ACME_TOKEN   | Basic $GLOBEX_TOKEN  |
        | Basic $GLOBEX_TOKEN  | Bearer $ACME_TOKEN   |
        | Bearer $ACME_TOKEN   | nothing              |
      Then each request is refused as unauthenticated, or as a bad request

  Rule: A stranger learns nothing, not even whether a request was well formed or a job exists

    @AUTH-20 @MUST @CWE-209 @API2
    Scenario: A bad token with a request that is wrong in other ways too
      When a bad token of acme comes with:
        | request                              |
        | a list with the limit 0              |
        | a list with the limit many           |
        | a list with a forged cursor          |
        | an execute whose body is not JSON    |
        | an execute whose body is empty       |
        | an execute whose body lacks a field  |
        | an execute whose body is plain text  |
        | an execute with no media type        |
      Then each request is refused as unauthenticated

    @AUTH-21 @MUST @CWE-204 @API1
    Scenario: A bad token asks for a job of acme, a job of globex and a job that never existed
      When a bad token of acme asks for a job of acme, of globex and one that never existed
      Then each request is refused as unauthenticated
      And the answers cannot be told apart
