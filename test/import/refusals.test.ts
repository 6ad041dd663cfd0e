import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { type SolutionParts, plainHost, solutionText, writeSolution } from './solution_text.js';

const launch = 'k<<<1, 256>>>(x.data_ptr<float>(), y.data_ptr<float>(), n);';
const made = 'auto y = torch::empty_like(x); int n = x.numel();';

describe('an import says, with the line and what to do, that it cannot derive', () => {
  needsPython();
  const folder = scratchFolder();
  const relu = loadProblem('relu');

  const refused: [string, SolutionParts, RegExp][] = [
    [
      'launches in a loop over sizes',
      { host: `\n${made}\nfor (int i = 0; i < x.size(0); i++) ${launch}\nreturn y;` },
      /solution\.py:15: .* a loop whose end depends on sizes \(M > 1\)\. .* --case/,
    ],
    [
      'launches under a condition on sizes',
      { host: `\n${made}\nif (n % 4 == 0) { ${launch} }\nreturn y;` },
      /:15: .* a condition on sizes: M \* N % 4 == 0\. .* --case/,
    ],
    [
      "a call of cuBLAS's",
      { host: `\n${made}\ncublasHandle_t h;\ncublasCreate(&h);\nreturn y;` },
      /:16: .* cublasCreate\(\)/,
    ],
    ["a call of Thrust's", { host: `\n${made}\nthrust::sort(thrust::device, n, n);\nreturn y;` }, /:15: .* Thrust/],
    [
      'an operation on a tensor',
      { host: `\n${made}\n${launch}\nreturn y.sum();` },
      /:16: .* \.sum\(\), .* write a kernel/,
    ],
    ['arithmetic on tensors', { host: `\n${made}\n${launch}\nreturn y * 2;` }, /:16: .* the operator \* on a tensor/],
    [
      'a function of PyTorch',
      { host: `\n${made}\n${launch}\nreturn at::relu(y);` },
      /:16: .* at::relu\(\).* write a kernel/,
    ],
    ['a transposed input', { host: `\nauto y = x.t().contiguous();\nreturn y;` }, /:14: .* \.t\(\).* contiguous/],
    [
      'a pointer into a tensor',
      { host: plainHost.replace('y.data_ptr<float>()', 'y.data_ptr<float>() + 1') },
      /:16: .* into the middle/,
    ],
    [
      'a stream of its own',
      { host: `\ncudaStream_t s;\ncudaStreamCreate(&s);${plainHost}` },
      /:15: .* stream.* leave it out/,
    ],
    [
      'memory of its own',
      { host: `\nfloat* p;\ncudaMalloc(&p, 4);${plainHost}` },
      /:15: .* torch::empty, which becomes a workspace/,
    ],
    ['a change of the input', { host: `\nx.zero_();${plainHost}` }, /:14: .* a change of "x", an input/],
    [
      'a real number that depends on sizes',
      { host: `\n${made}\nfloat s = 1.0f / sqrtf(x.size(1));\nreturn y;` },
      /:15: .* sqrtf of .* Let the kernel compute it/,
    ],
    [
      'the wrong type of elements',
      { host: plainHost.replace('x.data_ptr<float>', 'x.data_ptr<double>') },
      /:16: .* data_ptr<double>\(\) of a tensor of f32/,
    ],
    ['a kernel that is not there', { host: plainHost.replace('k<<<', 'kk<<<') }, /:16: .* launch of kk.* __global__/],
    [
      'a template that C++ completes',
      {
        device: 'template <typename T> __global__ void t(const T* x) {}',
        host: `\nt<<<1, 1>>>(x.data_ptr<float>());\nreturn x;`,
      },
      /:14: .* launch of the template t .* t<…><<<…>>>/,
    ],
    [
      'the input as its output',
      { host: `\nk<<<1, 1>>>(x.data_ptr<float>(), x.data_ptr<float>(), 1);\nreturn x;` },
      /returns its input "x"/,
    ],
    [
      'an output of another shape',
      { host: plainHost.replace('empty_like(x)', 'empty({x.size(0)}, x.options())') },
      /shape \[M\] for the output "y" of \[M, N\]/,
    ],
    ['no launch at all', { host: '\nreturn torch::empty_like(x);' }, /:27: .* launches no kernel/],
    [
      "a layer of PyTorch's",
      { init: 'self.fc = nn.Linear(width, 4)', forward: 'return self.fc(self.extension.f(x))' },
      /:31: .* self\.fc\(\), a module of PyTorch's own/,
    ],
    [
      'an activation of PyTorch',
      { forward: 'return F.relu(self.extension.f(x))' },
      /:31: .* torch\.nn\.functional\.relu\(\)/,
    ],
    [
      'weights that the problem has not',
      { init: 'self.w = nn.Parameter(torch.ones(width))', forward: 'return self.extension.f(self.w)' },
      /:31: .* self\.w, which is none of the problem's inputs \(x\)/,
    ],
    [
      'an attribute that only a run could tell',
      { init: 'self.n = read()', forward: 'return self.extension.f(x.view(self.n, -1))' },
      /:28: .* read\(\), of which nothing is known/,
    ],
    [
      'a loop in forward',
      { forward: 'for i in range(3): x = self.extension.f(x)\n        return x' },
      /:31: .* for i in range\(3\)/,
    ],
    [
      'what the device decides',
      {
        host: `\n${made}\ncudaDeviceProp p;\ncudaGetDeviceProperties(&p, 0);\nint b = p.multiProcessorCount;\nreturn y;`,
      },
      /:17: .* multiProcessorCount, which the device decides/,
    ],
    ['a part of a tensor', { forward: 'return self.extension.f(x[:, :2])' }, /:31: .* x\[:, :2\]/],
    [
      'an index into what it does not know',
      { forward: 'return self.extension.f(x.view(self.shape[0]))' },
      /:31: .* an index into self\.shape, of which nothing is known/,
    ],
    [
      'another dtype by name',
      { forward: 'return self.extension.f(x.to(dtype=torch.float16))' },
      /:31: .* \.to\(\), which converts f32 to f16/,
    ],
    [
      'another layout by name',
      { forward: 'return self.extension.f(x.to(memory_format=torch.channels_last))' },
      /:31: .* torch\.channels_last, another order of memory/,
    ],
    [
      'arguments of methods by names that are not known',
      { forward: 'return self.extension.f(x.flatten(end_dim=1))' },
      /:31: .* \.flatten\(\) with end_dim by name\. Give arguments in their places/,
    ],
    [
      'a function that is not exported',
      { load: 'functions=["g"]' },
      /:31: .* f\(\), which is not among the functions of load_inline/,
    ],
    [
      "the compiler's own macros",
      { load: 'functions=["f"], extra_cuda_cflags=["-DN=4"]' },
      /:21: .* flag -DN=4.* Write a #define/,
    ],
    [
      "PyTorch's types in a kernel",
      {
        device: '__device__ at::Half h();\n__global__ void k2(const float* x, float* y, int n) { h(); }',
        host: plainHost.replace('k<<<', 'k2<<<'),
      },
      /:12: .* at::Half in device code/,
    ],
    ['a bracket that is never closed', { host: `${plainHost} (` }, /Expected .* "."/],
  ];
  for (const [what, parts, message] of refused) {
    it(what, async () => {
      const asked = importCandidate(writeSolution(folder(), parts), relu);
      await assert.rejects(asked, { code: 'bad-file', message });
    });
  }

  const files: [string, string, RegExp][] = [
    ['a file without CUDA', 'import torch\n', /solution\.py: Expected CUDA in a call of load_inline but found none/],
    ['a file that is no Python', 'def f(:\n', /solution\.py:1: Expected Python but found/],
    [
      'a file without a ModelNew',
      'from torch.utils.cpp_extension import load_inline\nm = load_inline("m", "", "")\nclass Model: pass\n',
      /Expected a class ModelNew with a forward but found the classes: Model\./,
    ],
    [
      'CUDA that comes from elsewhere',
      'from torch.utils.cpp_extension import load_inline\nm = load_inline("m", "", open("k.cu").read())\n',
      /solution\.py:2: .* only running the file could tell\. Write it as one string/,
    ],
    [
      'a forward with more parameters than the problem has inputs',
      solutionText({}).replace('forward(self, x)', 'forward(self, x, other)'),
      /solution\.py:30: .* without its "other"/,
    ],
    ['nesting that nobody writes', `x = ${'('.repeat(150)}${'-'.repeat(900)}1${')'.repeat(150)}\n`, /solution\.py/],
  ];
  for (const [what, text, message] of files) {
    it(what, async () => {
      const file = join(folder(), 'solution.py');
      writeFileSync(file, text);
      await assert.rejects(importCandidate(file, relu), { code: 'bad-file', message });
    });
  }

  it('a file that is not there', async () => {
    const asked = importCandidate(join(folder(), 'solution.py'), relu);
    await assert.rejects(asked, { code: 'bad-file', message: /can't read it: No such file/ });
  });
});
