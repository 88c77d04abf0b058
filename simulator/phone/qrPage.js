import { html, useState } from './vendor/preact.js';
import { scan } from './api.js';
import { Icon } from './icons.js';

const spaced = (code) => String(code).replace(/^(.{4})(.{4})$/, '$1 $2');

export function QrPage({ instance, tell }) {
	const [busy, setBusy] = useState(false);
	const { qr, pairingCode } = instance;
	const onScan = async () => {
		setBusy(true);
		try {
			await scan(instance.name);
		} catch (error) {
			tell(`Not connected: ${error.message}`);
		}
		setBusy(false);
	};
	return html`
		<main class="qr-page">
			<section class="qr-card" data-testid="qr" aria-label=${`Connect ${instance.name}`}>
				<div class="qr-code">
					${/^data:image\//.test(qr ?? '')
						? html`<img src=${qr} alt=${`QR code of ${instance.name}`} />`
						: html`<div class="qr-none">
								<${Icon} name="qr" size=${64} /><span>No QR code yet</span>
							</div>`}
				</div>
				<div class="qr-about">
					<h1>Connect ${instance.name}</h1>
					${qr
						? html`<p>A real phone would now scan this code. Here, one press does it.</p>`
						: html`<p>
								Nobody has asked for a QR code yet. Get one in n8n with <b>Instance → Connect</b>;
								it appears here at once.
							</p>`}
					<button
						type="button"
						class="button large"
						data-testid="scan"
						disabled=${busy || !qr}
						onClick=${onScan}
					>
						${busy ? 'Connecting…' : 'Scan'}
					</button>
					${pairingCode &&
					html`<p class="pairing">
						<span class="muted">Pairing code</span
						><code data-testid="pairing-code">${spaced(pairingCode)}</code>
					</p>`}
					<ol class="steps muted">
						<li>The instance asks for a QR code.</li>
						<li>
							The phone scans it: the state becomes <b>Connected</b> and n8n gets${' '}
							<code>connection.update</code>.
						</li>
						<li>Its chats appear here, and messages flow both ways.</li>
					</ol>
				</div>
			</section>
		</main>
	`;
}
