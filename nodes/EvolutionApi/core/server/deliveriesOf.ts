import type { Deliveries } from './deliveries';
import { evolutionDeliveries } from './evolutionApi/evolutionDeliveries';
import type { ServerKind } from './serverKind';

const DELIVERIES: Record<ServerKind, Deliveries> = { evolutionApi: evolutionDeliveries };

/** As `serverOf`, for what the server tells by itself. A delivery says itself of which kind it is. */
export const deliveriesOf = (kind: ServerKind): Deliveries => DELIVERIES[kind];
