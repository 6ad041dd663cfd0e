import assert from 'node:assert/strict';
import { apiKeyFor, parseBaseUrl } from '../../lib/dialogue/api_key.js';

const remote = 'https://models.example.org/v1';

describe('apiKeyFor', () => {
  it('prefers the option, then WARPSMITH_API_KEY', () => {
    const environment = { WARPSMITH_API_KEY: 'ours', OPENAI_API_KEY: 'openai' };
    assert.equal(apiKeyFor(remote, 'given', environment), 'given');
    assert.equal(apiKeyFor(remote, undefined, environment), 'ours');
  });

  it('sends the key of a service to that service only', () => {
    const environment = { DEEPSEEK_API_KEY: 'deep', OPENAI_API_KEY: 'open' };
    assert.equal(apiKeyFor('https://api.deepseek.com', undefined, environment), 'deep');
    assert.equal(apiKeyFor('https://api.openai.com/v1', undefined, environment), 'open');
    const more = { NVIDIA_API_KEY: 'nv', OPENROUTER_API_KEY: 'or', OLLAMA_API_KEY: 'ol' };
    assert.equal(apiKeyFor('https://integrate.api.nvidia.com/v1', undefined, more), 'nv');
    assert.equal(apiKeyFor('https://openrouter.ai/api/v1', undefined, more), 'or');
    assert.equal(apiKeyFor('https://ollama.com/v1', undefined, more), 'ol');
    for (const url of [remote, 'https://api.deepseek.com.example.org', 'https://notopenai.com']) {
      assert.throws(() => apiKeyFor(url, undefined, environment), { code: 'model-authentication' });
    }
  });

  it('needs none on this machine', () => {
    for (const url of ['http://127.0.0.1:8000/v1', 'http://localhost:8000/v1', 'http://[::1]:8000']) {
      assert.equal(apiKeyFor(url, undefined, { OPENAI_API_KEY: 'open' }), 'none');
    }
  });

  it('says which variable to set', () => {
    assert.throws(() => apiKeyFor('https://api.deepseek.com', undefined, {}), /DEEPSEEK_API_KEY or WARPSMITH_API_KEY/);
  });
});

describe('parseBaseUrl', () => {
  it('refuses what is no address and what holds a password', () => {
    for (const text of ['', 'localhost:8000', 'ftp://a.b', 'https://user:secret@a.b/v1']) {
      assert.throws(() => parseBaseUrl(text), { code: 'bad-option' });
    }
  });
});
