<?php

$state = require __DIR__ . '/state.php';
$directory = getenv('SAML_IDENTITY_PROVIDER') . '/';

$config = [
    'baseurlpath' => $state['origin'] . '/',
    'certdir' => $directory,
    'loggingdir' => $directory,
    'datadir' => $directory,
    'tempdir' => $directory . 'temporary',
    'metadatadir' => __DIR__ . '/metadata',
    'metadata.sources' => [['type' => 'flatfile']],

    'enable.saml20-idp' => true,
    'module.enable' => ['core' => true, 'exampleauth' => true, 'saml' => true],
    'authproc.idp' => [],

    'secretsalt' => $state['salt'],
    'auth.adminpassword' => $state['salt'],
    'admin.checkforupdates' => false,
    'technicalcontact_email' => 'na@example.org',
    'production' => true,
    'showerrors' => true,
    'errorreporting' => false,

    // Standard error, which the parent process reads.
    'logging.handler' => 'errorlog',
    'logging.level' => SimpleSAML\Logger::WARNING,
    'statistics.out' => [],

    'store.type' => 'phpsession',
    'session.phpsession.savepath' => $directory . 'sessions',
    'session.duration' => $state['sessionDuration'],
    // Plain HTTP, on loopback.
    'session.cookie.secure' => false,
    'session.cookie.samesite' => null,
    'language.cookie.secure' => false,
    'language.cookie.samesite' => null,
];
