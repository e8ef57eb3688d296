const ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
};

/**
 * Verifies a signature with WebCrypto.
 *
 * @param {string} algorithm the key's algorithm, by its JOSE name
 * @param {string} jwk the public key, as JSON
 * @param {Uint8Array} signature
 * @param {string} signed the signed text
 * @returns {Promise<boolean>} false also if the key cannot be imported
 */
export async function verifySignature(algorithm, jwk, signature, signed) {
  try {
    const parameters = ALGORITHMS[algorithm];
    const key = await crypto.subtle.importKey("jwk", JSON.parse(jwk), parameters, false, ["verify"]);
    return await crypto.subtle.verify(parameters, key, signature, new TextEncoder().encode(signed));
  } catch {
    return false;
  }
}
