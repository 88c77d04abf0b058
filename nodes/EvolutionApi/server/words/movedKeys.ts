// What the items of the trigger call that which a delivery of the server names. Expressions of workflows that had a Webhook
// node before still have the names of the server.

const MOVED: ReadonlyArray<readonly [served: RegExp, ours: string]> = [
	[/\bkey\??\.remoteJid(?:Alt)?\b/, 'chat'],
	[/\bkey\??\.id\b/, 'messageId'],
	[/\bkey\??\.fromMe\b/, 'fromMe'],
	[/\bkey\??\.participant\w*\b/, 'senderJid'],
	[/\bdata\??\.pushName\b/, 'senderName'],
	[/\bmessage\??\.(?:conversation|extendedTextMessage|\w+Message\??\.caption)\b/, 'text'],
	[/\bmessage\??\.base64\b/, 'media'],
	[/\bdata\??\.messageType\b/, 'kind'],
	[/\bdata\??\.messageTimestamp\b/, 'timestamp'],
	[/\bbody\??\.instance\b/, 'instance'],
];

/** What to write in place of an expression that names a key of the server; undefined if it names none. */
export function explainMovedKey(expression: string): string | undefined {
	const [, ours] = MOVED.find(([served]) => served.test(expression)) ?? [];
	return ours === undefined
		? undefined
		: `It has the name of the server. In the items of the Evolution API Trigger it is {{ $json.${ours} }}.`;
}
