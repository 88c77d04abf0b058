import type { IDataObject } from 'n8n-workflow';

/** What others have reported in public, as a phone or the server sends it, and what a workflow should get of it. */
export interface Report {
	/** where it is reported */
	readonly source: string;
	readonly saw: string;
	/** as the control route `receive` of the simulator takes it, beside `kind: raw` */
	readonly message?: IDataObject;
	readonly contextInfo?: IDataObject;
	readonly messageType?: string;
	readonly chat?: string;
	readonly fromMe?: boolean;
	readonly pushName?: string;
	/** in place of a message: what the server posts */
	readonly delivery?: { readonly event: string; readonly data: IDataObject | IDataObject[] };
	/** of the trigger */
	readonly filters?: IDataObject;
	/** parts of the item; null: nothing starts */
	readonly right: IDataObject | null;
}

export const TEAM = '120363020202020202@g.us';
export const ANA = '5511988887777@s.whatsapp.net';
export const OTHER = '5511977776666@s.whatsapp.net';
export const LID = '111111111111111@lid';

export const picture = {
	mimetype: 'image/jpeg',
	url: 'https://mmg.whatsapp.net/x',
	mediaKey: { 0: 1 },
};

/** A text in which this is. */
export const has = (text: string) => expect.stringContaining(text) as unknown as string;

/** An answer that quotes a message. */
export const quoting = (quotedMessage: IDataObject, text = 'this one') => ({
	message: { conversation: text },
	messageType: 'conversation',
	contextInfo: { stanzaId: '3EB0AAAA', participant: ANA, quotedMessage },
});

/** A message of a business with a button that leads on. */
export const flow = (name: string, parameters: object, more: IDataObject = {}): IDataObject => ({
	interactiveMessage: {
		...more,
		nativeFlowMessage: {
			...Object(more.nativeFlowMessage),
			buttons: [{ name, buttonParamsJson: JSON.stringify(parameters) }],
		},
	},
});
