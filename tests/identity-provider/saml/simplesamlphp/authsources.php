<?php

$state = require __DIR__ . '/state.php';

$users = [];
foreach ($state['users'] as $user) {
    $users[$user['name'] . ':' . $user['password']] = $user['attributes'];
}

$config = ['users' => ['exampleauth:UserPass'] + $users];
