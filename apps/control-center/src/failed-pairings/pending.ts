import type { FailedPairing, OperatorAction } from '@bestie/contracts/operator'

/** What an operator is about to confirm. */
export type Pending =
  | { kind: 'decide'; failure: FailedPairing; action: OperatorAction }
  | { kind: 'reopen'; failure: FailedPairing }
