@L1 @cap:signed-tokens
Feature: A token is one text, read in one way

  Each token below is soundly signed by a configured key, unless the table says otherwise; only its text, or one
  claim, is odd. Claims and headers are written as the JSON that the token holds. $ISSUER and $AUDIENCE stand for
  what the service expects, $FORGER for globex's workspace. A refusal counts only if acme's good token is served right
  before and after, and if acme has no job more than before.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: Times are numbers, and they are compared

    @JWT-19 @MUST @CWE-1287 @CWE-613 @API2
    Scenario: An expiry that is no time
      When every operation is tried on acme's job with these tokens:
        | token                                  |
        | the claim exp = "tomorrow"             |
        | the claim exp = "9999999999"           |
        | the claim exp = null                   |
        | the claim exp = true                   |
        | the claim exp = [9999999999]           |
        | the claim exp = {}                     |
        | the claim exp = -1                     |
        | the claim exp = 0                      |
        | the claim exp = 1e400                  |
        | the claim exp = 9223372036854775808    |
        | the claim exp = NaN                    |
        | the claim exp = Infinity               |
      Then each token is refused as invalid

    @JWT-20 @MUST @CWE-613 @API2
    Scenario: On either side of the expiry
      When acme uses every operation with these tokens:
        | token                    |
        | an expiry in ten seconds |
      Then each request is served with what is acme's own
      When every operation is newly tried on acme's job with these tokens:
        | token                            |
        | an expiry just beyond the leeway |
      Then each token is refused as invalid

    @JWT-22 @SHOULD @CWE-613 @API2
    Scenario: A token that will be issued tomorrow
      When every operation is tried on acme's job with these tokens:
        | token           |
        | issued in a day |
      Then each token is refused as invalid

    @JWT-39 @MUST @CWE-613 @CWE-384 @API2 @cap:cursor
    Scenario: A token that expires between two pages
      Given acme has 2 jobs and globex has 1 job
      When acme asks for its second page with a token that has expired since
      Then each token is refused as invalid

  Rule: Issuer and audience are compared as a whole

    @JWT-25 @MUST @CWE-1270 @API2
    Scenario: A list of audiences with the right one in it
      When acme uses every operation with these tokens:
        | token                                         |
        | the claim aud = ["$AUDIENCE"]                 |
        | the claim aud = ["another", "$AUDIENCE"]      |
      Then each request is served with what is acme's own

    @JWT-25 @MUST @CWE-1270 @API2
    Scenario: Audiences without the right one
      When every operation is tried on acme's job with these tokens:
        | token                                          |
        | the claim aud = []                             |
        | the claim aud = ["another"]                    |
        | the claim aud = ["$AUDIENCE-2", "x$AUDIENCE"]  |
        | the claim aud = {"0": "$AUDIENCE"}             |
        | the claim aud = "$AUDIENCE,another"            |
        | the claim aud = ["another $AUDIENCE"]          |
        | the claim aud = "*"                            |
        | the claim aud = ""                             |
      Then each token is refused as invalid

    @JWT-27 @MUST @CWE-697 @API2
    Scenario: Issuers that are nearly the right one
      When every operation is tried on acme's job with these tokens:
        | token                                       |
        | the claim iss = "$ISSUER/"                  |
        | the claim iss = "$ISSUER.example.invalid"   |
        | the claim iss = "$ISSUER_IN_CAPITALS"       |
        | the claim iss = "$ISSUER "                  |
        | the claim iss = "x$ISSUER"                  |
        | the claim iss = "$ISSUER\\u0000"             |
        | the claim iss = ["$ISSUER"]                 |
        | the claim iss = {"0": "$ISSUER"}            |
        | the claim iss = ""                          |
      Then each token is refused as invalid

    @JWT-28 @SHOULD @CWE-1270 @API2
    Scenario Outline: Tokens of the same issuer for another purpose (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                          |
        | the header typ = "id+jwt"      |
        | the header typ = "refresh+jwt" |
        | the header typ = "logout+jwt"  |
        | the header typ = "dpop+jwt"    |
        | the header typ = "JWE"         |
      Then each token is refused as invalid

      @cap:HS256
      Examples: A shared secret
        | key   |
        | HS256 |

      @cap:RS256
      Examples: An RSA key
        | key   |
        | RS256 |

      @cap:ES256
      Examples: A key on P-256
        | key   |
        | ES256 |

      @cap:EdDSA
      Examples: An Ed25519 key
        | key   |
        | EdDSA |

  Rule: A member that stands twice stands nowhere

    @JWT-30 @MUST @CWE-436 @CWE-347 @API2
    Scenario Outline: The algorithm twice in one header (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                                                 |
        | the header alg = "none", and again as it should be    |
        | the header alg = "HS512", and again as it should be   |
        | the header kid = "another", and again as it should be |
      Then each token is refused as invalid

      @cap:HS256
      Examples: A shared secret
        | key   |
        | HS256 |

      @cap:RS256
      Examples: An RSA key
        | key   |
        | RS256 |

      @cap:ES256
      Examples: A key on P-256
        | key   |
        | ES256 |

      @cap:EdDSA
      Examples: An Ed25519 key
        | key   |
        | EdDSA |

    @JWT-42 @MUST @CWE-436 @API1 @API2
    Scenario: A claim twice in one payload
      When every operation is tried on acme's job with these tokens:
        | token                                                         |
        | the claim workspace_id = "$FORGER", and again as it should be |
        | the claim exp = 1, and again as it should be                  |
        | the claim aud = "another", and again as it should be          |
        | the claim sub = "another", and again as it should be          |
      Then each token is refused as invalid

  Rule: There is one serialization and one spelling of it

    @JWT-31 @SHOULD @CWE-436 @API2
    Scenario: Other serializations of a good token
      When every operation is tried on acme's job with these tokens:
        | token                 |
        | another serialization |
      Then each token is refused as invalid

    @JWT-32 @SHOULD @CWE-400 @API2 @API4
    Scenario: Encrypted tokens, one of which asks for a lot of work
      When every operation is tried on acme's job with these tokens:
        | token                       |
        | encrypted instead of signed |
      Then each token is refused as invalid

    @JWT-33 @SHOULD @CWE-347 @CWE-436 @API2
    Scenario: Padding, other letters, and bits behind the end
      When every operation is tried on acme's job with these tokens:
        | token                                              |
        | base64url with padding, other letters or more bits |
      Then each token is refused as invalid

    @JWT-36 @MUST @CWE-1287 @CWE-674 @API2
    Scenario: Payloads that are no claims set
      When every operation is tried on acme's job with these tokens:
        | token                           |
        | a payload that is no claims set |
      Then each token is refused as invalid

    @JWT-43 @MUST @CWE-1287 @API2
    Scenario: A subject that is nobody
      When every operation is tried on acme's job with these tokens:
        | token                  |
        | the claim sub = ""     |
        | the claim sub = null   |
        | the claim sub = 7      |
        | the claim sub = ["x"]  |
      Then each token is refused as invalid

  Rule: Whoever presents bad tokens harms only himself

    @JWT-38 @SHOULD @CWE-645 @API2 @API4
    Scenario: A hundred bad tokens that name acme, and then a good one
      When a stranger tries 100 bad tokens that name acme
      Then acme is still served
