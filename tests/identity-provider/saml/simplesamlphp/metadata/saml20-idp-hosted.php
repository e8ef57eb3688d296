<?php

$state = require dirname(__DIR__) . '/state.php';

$metadata['__DYNAMIC:1__'] = [
    'host' => '__DEFAULT__',
    'auth' => 'users',
    'privatekey' => $state['key'] . '.key',
    'certificate' => $state['key'] . '.crt',
    'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
    // A request may choose among these formats.
    'NameIDFormat' => $state['nameIdFormats'],
    'authproc' => [
        1 => ['class' => 'saml:PersistentNameID', 'attribute' => 'uid'],
        2 => ['class' => 'saml:TransientNameID'],
        3 => [
            'class' => 'saml:AttributeNameID',
            'attribute' => 'mail',
            'Format' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        ],
    ],
] + ($state['nextKey'] === null ? [] : [
    'new_privatekey' => $state['nextKey'] . '.key',
    'new_certificate' => $state['nextKey'] . '.crt',
]);
