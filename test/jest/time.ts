import { sleep } from '../support/time';

/** Replaces n8n's `sleep` in all unit tests. */
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep }));
