//! The state of a sign-in at IAM Identity Center.

use super::{NONCE, assert_same_identity_center_state, binding, identity_center_state, keys};
use crate::support::{EDGE, NOW, at, now};
use edge_proxy::aws::identity_center::PortalToken;
use edge_proxy::oauth::{IdentityCenterState, PortalStage};
use edge_proxy::util::Secret;

#[test]
fn signing_in_replaces_the_device_code_with_the_portal_token() {
    let mut state = identity_center_state();
    state.sign_in(
        PortalToken {
            access: Secret::new("access"),
            refresh: Some(Secret::new("refresh")),
            seconds: 28_800,
        },
        now(),
    );
    match &state.stage {
        PortalStage::SignedIn {
            token,
            refresh: Some(refresh),
            ends_at,
        } => {
            assert_eq!((token.reveal(), refresh.reveal()), ("access", "refresh"));
            assert_eq!(*ends_at, at(NOW + 28_800));
        }
        _ => panic!("has not signed in"),
    }
    state.sign_in(
        PortalToken {
            access: Secret::new("access"),
            refresh: None,
            seconds: u64::MAX,
        },
        now(),
    );
    let sealed = state.seal(&keys(), NONCE, EDGE);
    let opened =
        IdentityCenterState::open(&keys(), EDGE, &sealed, Some(&binding()), now()).unwrap();
    assert_same_identity_center_state(&opened, &state);
}

#[test]
fn slowing_down_adds_five_seconds_up_to_a_minute() {
    let mut state = identity_center_state();
    let interval = |state: &IdentityCenterState| match &state.stage {
        PortalStage::Waiting { interval, .. } => *interval,
        PortalStage::SignedIn { .. } => panic!("has signed in"),
    };
    for expected in [10, 15, 20] {
        state.slow_down();
        assert_eq!(interval(&state), expected);
    }
    for _ in 0..20 {
        state.slow_down();
    }
    assert_eq!(interval(&state), 60);
}
