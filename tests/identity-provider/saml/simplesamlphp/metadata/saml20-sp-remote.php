<?php

$state = require dirname(__DIR__) . '/state.php';

foreach ($state['serviceProviders'] as $provider) {
    // A document is read as when an administrator imports it.
    $imported = $provider['metadata'] === null ? [] : SimpleSAML\Metadata\SAMLParser::parseString($provider['metadata'])->getMetadata20SP();
    $metadata[$imported['entityid'] ?? $provider['entityId']] = $imported + [
        'AssertionConsumerService' => $provider['acs'],
        'audience' => $provider['audiences'],
        'NameIDFormat' => $provider['nameIdFormat'],
        'assertion.lifetime' => $state['assertionLifetime'],
        'saml20.sign.assertion' => $provider['sign'] !== 'response',
        'saml20.sign.response' => $provider['sign'] !== 'assertion',
        'signature.algorithm' => $provider['signatureAlgorithm'],
    ] + ($provider['encrypt'] === null ? [] : [
        'assertion.encryption' => true,
        'certData' => $provider['encrypt'],
    ]);
}
