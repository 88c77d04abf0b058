import type { Deliveries } from './deliveries';
import { evolutionDeliveries } from './evolutionApi/evolutionDeliveries';
import { goDeliveries } from './evolutionGo/goDeliveries';
import type { ServerKind } from './serverKind';

const DELIVERIES: Record<ServerKind, Deliveries> = {
	evolutionApi: evolutionDeliveries,
	evolutionGo: goDeliveries,
};

/** As `serverOf`, for what the server tells by itself. A delivery says itself of which kind it is. */
export const deliveriesOf = (kind: ServerKind): Deliveries => DELIVERIES[kind];
