/**
 * The fingerprints that AWS publishes of CodeCommit's SSH host keys, by region.
 *
 * Source: AWS CodeCommit User Guide, "Server fingerprints for CodeCommit", as archived on GitHub
 * (awsdocs/aws-codecommit-user-guide, `doc_source/regions.md`). Newer regions are missing there, and a character is
 * missing in that of us-gov-east-1.
 */
export const HOST_KEY_FINGERPRINTS = Object.freeze({
  'ap-northeast-1': 'SHA256:Xk/WeYD/K/bnBybzhiuu4dWpBJtXPf7E30jHU7se4Ow',
  'ap-northeast-2': 'SHA256:eegAPQrWY9YsYo9ZHIKOmxetfXBHzAZd8Eya53Qcwko',
  'ap-south-1': 'SHA256:hUKwnTj7+Xpx4Kddb6p45j4RazIJ4IhAMD8k29itOfE',
  'ap-southeast-1': 'SHA256:ZIsVa7OVzxrTIf+Rk4UbhPv6Es22mSB3uTBojfPXIno',
  'ap-southeast-2': 'SHA256:nYp+gHas80HY3DqbP4yanCDFhqDVjseefVbHEXqH2Ec',
  'ca-central-1': 'SHA256:Qz5puafQdANVprLlj6r0Qyh4lCNsF6ob61dGcPtFS7w',
  'eu-central-1': 'SHA256:MwGrkiEki8QkkBtlAgXbYt0hoZYBnZF62VY5RzGJEUY',
  'eu-west-1': 'SHA256:tKjRkOL8dmJyTmSbeSdN1S8F/f0iql3RlvqgTOP1UyQ',
  'eu-west-2': 'SHA256:r0Rwz5k/IHp/QyrRnfiM9j02D5UEqMbtFNTuDG2hNbs',
  'eu-west-3': 'SHA256:uw7c2FL564jVoFgtc+ikzILnKBsZz7t9+CFdSJjKbLI',
  'sa-east-1': 'SHA256:kW+VKB0jpRaG/ZbXkgbtMQbKgEDK7JnISV3SVoyCmzU',
  'us-east-1': 'SHA256:eLMY1j0DKA4uvDZcl/KgtIayZANwX6t8+8isPtotBoY',
  'us-east-2': 'SHA256:3lBlW2g5xn/NA2Ck6dyeJIrQOWvn7n8UEs56fG6ZIzQ',
  'us-gov-west-1': 'SHA256:djXQoSIFcg8vHe0KVH1xW/gOF9X37tWTqu4Hkng75x4',
  'us-west-1': 'SHA256:gzauWTWXDK2u5KuMMi5vbKTmfyerdIwgSbzYBODLpzg',
  'us-west-2': 'SHA256:0pJx9SQpkbPUAHwy58UVIq0IHcyo1fwCpOOuVgcAWPo',
});
