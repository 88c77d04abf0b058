import { sleep, type ICredentialDataDecryptedObject, type ITriggerFunctions } from 'n8n-workflow';

import { cleanPasted, readBaseUrl } from '../input/baseUrl';

/** How long a change in n8n may stay unnoticed. After a refusal of the key, the credential is read at once. */
const READ_AGAIN_MS = 60_000;
/** How long n8n's engine needs to get ready: an answer may start an execution. */
const ENGINE_READY_MS = 2_000;

type CredentialReader = Pick<ITriggerFunctions, 'getCredentials'>;

/**
 * The credential of a trigger, which asks the server for days. For reading it, n8n takes the JavaScript engine that it
 * keeps ready for the next execution, which then waits 60 to 90 ms for another one. So it is not read for each request.
 */
export class CachedCredential {
	private readAt = Date.now();
	private isReading = false;
	private isForAnother = false;
	/** Called once after the address was changed. Readings for the new address belong to a new object. */
	onMoved = () => {};
	/** Undefined: it is read for the next request. */
	private cache?: ICredentialDataDecryptedObject;

	private constructor(
		private readonly type: string,
		private latest: ICredentialDataDecryptedObject,
	) {
		this.cache = latest;
	}

	/** @throws {Error} if n8n can't read it */
	static async read(context: CredentialReader, type: string): Promise<CachedCredential> {
		return new CachedCredential(type, await context.getCredentials(type));
	}

	/** Tells whether the address was changed. This object keeps the old values, so that no key goes to the new address. */
	get hasMoved(): boolean {
		return this.isForAnother;
	}

	/** The credential as it was last read. */
	get content(): ICredentialDataDecryptedObject {
		return this.latest;
	}

	/** @throws {Error} if n8n can't read it */
	async forRequest(context: CredentialReader): Promise<ICredentialDataDecryptedObject> {
		if (this.isForAnother) return this.latest;
		if (this.cache === undefined) return await this.readAgain(context);
		if (Date.now() - this.readAt >= READ_AGAIN_MS) void this.readSoon(context);
		return this.cache;
	}

	/** Notes that the server refused the credential. The user may have changed it. */
	refused(): void {
		this.cache = undefined;
	}

	private async readAgain(context: CredentialReader): Promise<ICredentialDataDecryptedObject> {
		const current = await context.getCredentials(this.type);
		this.readAt = Date.now();
		if (getAddress(current) === getAddress(this.latest)) this.latest = current;
		else if (!this.isForAnother) {
			this.isForAnother = true;
			this.onMoved();
		}
		this.cache = this.latest;
		return this.latest;
	}

	/** Reads the credential in the background. Never throws: the next request tries again and reports the error. */
	private async readSoon(context: CredentialReader): Promise<void> {
		if (this.isReading) return;
		this.isReading = true;
		await sleep(ENGINE_READY_MS);
		await this.readAgain(context).catch(() => this.refused());
		this.isReading = false;
	}
}

/** Returns the address to which the credential's key may be sent. */
function getAddress({ baseUrl }: ICredentialDataDecryptedObject): string {
	const entered = cleanPasted(String(baseUrl ?? ''));
	const reading = readBaseUrl(entered);
	return 'url' in reading ? reading.url : entered;
}
