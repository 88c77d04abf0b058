import type { IDataObject } from 'n8n-workflow';

import type { ConnectionChange, DeliveredMessage } from '../../delivery';

/** One thing that a delivery tells of. */
export interface GoTold {
	/** The part of the delivery's data that tells it. */
	readonly data: unknown;
	/** See `chat` of a delivery. */
	readonly chat?: readonly string[];
	readonly message?: DeliveredMessage;
	/** See `facts` of a delivery. */
	readonly facts?: IDataObject | readonly IDataObject[];
	readonly connection?: ConnectionChange;
	/** See `qrCode` of a delivery. */
	readonly qrCode?: string;
}

/** What lies around the data of an event. */
export interface GoEnvelope {
	readonly instanceId: string | null;
	/** Of ticks and presences, beside the data. */
	readonly state: string | null;
}

/** How one event of Evolution Go is read. */
export interface GoReader {
	/** Our name of the event. */
	readonly event: string | ((data: IDataObject) => string);
	/** What it tells: one thing, or several of a kind. */
	readonly read: (data: IDataObject, envelope: GoEnvelope) => GoTold | GoTold[];
}
