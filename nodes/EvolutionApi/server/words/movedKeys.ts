// Workflows that used a Webhook node before have expressions with the server's keys. The trigger's items have other keys.

const REPLACEMENTS: ReadonlyArray<readonly [theirs: RegExp, ours: string]> = [
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

export function explainMovedKey(expression: string): string | undefined {
	const [, ours] = REPLACEMENTS.find(([theirs]) => theirs.test(expression)) ?? [];
	return ours === undefined
		? undefined
		: `It uses a key of the server. In the items of the Evolution API Trigger, use {{ $json.${ours} }} instead.`;
}
