import type { IDataObject } from 'n8n-workflow';

export interface Report {
	readonly source: string;
	readonly saw: string;
	/** the message's content in WhatsApp's form, e.g. `{ conversation: 'Hello' }` */
	readonly message?: IDataObject;
	readonly contextInfo?: IDataObject;
	readonly messageType?: string;
	readonly chat?: string;
	readonly fromMe?: boolean;
	readonly pushName?: string;
	/** the event that the server posts, for reports that aren't about a message */
	readonly delivery?: { readonly event: string; readonly data: IDataObject | IDataObject[] };
	readonly filters?: IDataObject;
	/** keys that the trigger's item must have; null: the report's message or event mustn't start a workflow */
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

export const has = (text: string) => expect.stringContaining(text) as unknown as string;

export const quoting = (quotedMessage: IDataObject, text = 'this one') => ({
	message: { conversation: text },
	messageType: 'conversation',
	contextInfo: { stanzaId: '3EB0AAAA', participant: ANA, quotedMessage },
});

export const flow = (name: string, parameters: object, more: IDataObject = {}): IDataObject => ({
	interactiveMessage: {
		...more,
		nativeFlowMessage: {
			...Object(more.nativeFlowMessage),
			buttons: [{ name, buttonParamsJson: JSON.stringify(parameters) }],
		},
	},
});
