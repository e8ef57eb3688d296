<?php

$state = require dirname(__DIR__) . '/state.php';

foreach ($state['serviceProviders'] as $provider) {
    $metadata[$provider['entityId']] = [
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
