# Homebrew formula for a local archive: `make dist`, then `brew install --formula --build-from-source packaging/actfn.rb`.
class Actfn < Formula
  desc "See what activation functions of neural networks do"
  url "file://#{File.expand_path("..", __dir__)}/actfn-0.1.0.tar.gz"
  license "MIT"

  depends_on "cmark"
  depends_on "gnuplot"
  depends_on "jansson"
  depends_on "mpfr"
  depends_on "openblas"
  depends_on "zlib"

  def install
    system "make", "install", "PREFIX=#{prefix}", "SHARE=#{share}"
  end

  test do
    assert_equal "x,relu\n2,2\n", shell_output("#{bin}/actfn eval relu --at 2 --derivatives 0 --format csv")
  end
end
