import type { IDataObject } from 'n8n-workflow';

/** A public report, in the form that a phone or the server sends, and the correct item for a workflow. */
export interface Report {
	/** address of the report */
	readonly source: string;
	readonly saw: string;
	/** body of the simulator's control route `receive`, in addition to `kind: raw` */
	readonly message?: IDataObject;
	readonly contextInfo?: IDataObject;
	readonly messageType?: string;
	readonly chat?: string;
	readonly fromMe?: boolean;
	readonly pushName?: string;
	/** the server's post, instead of a message */
	readonly delivery?: { readonly event: string; readonly data: IDataObject | IDataObject[] };
	/** filters of the trigger */
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

/** Matches a text with this part. */
export const has = (text: string) => expect.stringContaining(text) as unknown as string;

/** Returns an answer that quotes a message. */
export const quoting = (quotedMessage: IDataObject, text = 'this one') => ({
	message: { conversation: text },
	messageType: 'conversation',
	contextInfo: { stanzaId: '3EB0AAAA', participant: ANA, quotedMessage },
});

/** Returns a business's message with a button that opens something. */
export const flow = (name: string, parameters: object, more: IDataObject = {}): IDataObject => ({
	interactiveMessage: {
		...more,
		nativeFlowMessage: {
			...Object(more.nativeFlowMessage),
			buttons: [{ name, buttonParamsJson: JSON.stringify(parameters) }],
		},
	},
});
