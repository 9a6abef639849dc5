@L1 @cap:signed-tokens
Feature: A token does not bring, name or fetch the key that verifies it

  The keys that count are those the service was configured with. Each token below is verified by what it brings
  along; by the configured keys it is not, or it asks for something that no token may ask for. It is tried on all
  three operations. A refusal counts only if acme's good token is served right before and after.

  Background:
    Given acme has 1 job and globex has 1 job

  Rule: A key that comes with the token is nobody's key

    @JWT-09 @MUST @CWE-347 @CWE-345 @API2
    Scenario: The key in the header
      When every operation is tried on acme's job with these tokens:
        | token                     |
        | a key of its own in `jwk` |
      Then each token is refused as invalid

    @JWT-11 @MUST @CWE-295 @CWE-347 @API2
    Scenario: A certificate in the header that vouches for itself
      When every operation is tried on acme's job with these tokens:
        | token                             |
        | a certificate of its own in `x5c` |
      Then each token is refused as invalid

    @JWT-10 @MUST @CWE-918 @CWE-347 @API2 @API7
    Scenario Outline: A place in the header where the key could be fetched
      When every operation is tried on acme's job with a key to be fetched as `<member>` says
      Then each token is refused as invalid
      And nobody came to fetch it

      Examples:
        | member |
        | jku    |
        | x5u    |

  Rule: A key id selects among the configured keys, and is nothing else

    @JWT-12 @MUST @CWE-22 @CWE-89 @CWE-78 @API2
    Scenario: Key ids that are paths, queries, commands and patterns
      When every operation is tried on acme's job with these tokens:
        | token                      |
        | a key id that leads astray |
      Then each token is refused as invalid

    @JWT-13 @SHOULD @CWE-347 @API2
    Scenario: An unknown key id over a signature by a known key
      When every operation is tried on acme's job with these tokens:
        | token                                       |
        | the header kid = "nobody-knows-this-key"    |
        | the header kid = ["nobody-knows-this-key"]  |
        | the header kid = null                       |
        | the header kid = 0                          |
      Then each token is refused as invalid

    @JWT-41 @MUST @CWE-1287 @API2
    Scenario Outline: An algorithm that is nearly the key's (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                              |
        | the header alg = "hs256"           |
        | the header alg = "HS256 "          |
        | the header alg = ["HS256"]         |
        | the header alg = null              |
        | the header alg = ""                |
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

  Rule: A header that asks for more than the service does is not half obeyed

    @JWT-15 @MUST @CWE-347 @API2
    Scenario Outline: An extension that must be understood (<key>)
      Given the only key in question is <key>
      When every operation is tried on acme's job with these tokens:
        | token                                                          |
        | the header crit = ["urn:example:unknown"]                      |
        | the header crit = ["exp"]                                      |
        | the header crit = []                                           |
        | the header crit = "exp"                                        |
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

    @JWT-16 @SHOULD @CWE-347 @API2
    Scenario: A payload that is not encoded
      When every operation is tried on acme's job with these tokens:
        | token                         |
        | a payload that is not encoded |
      Then each token is refused as invalid

  Rule: A secret that everybody knows is no secret

    @JWT-35 @MUST @CWE-1392 @CWE-521 @API2 @cap:HS256
    Scenario: Secrets that stand in examples
      When every operation is tried on acme's job with these tokens:
        | token                            |
        | a secret that stands in examples |
      Then each token is refused as invalid

  Rule: A signature is what its algorithm says it is

    @JWT-34 @MUST @CWE-347 @API2 @cap:ES256
    Scenario: ECDSA signatures of zeros, in another form, or on another curve
      When every operation is tried on acme's job with these tokens:
        | token                            |
        | an ECDSA signature that is none  |
      Then each token is refused as invalid
